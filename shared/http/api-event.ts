/**
 * What is read of an API Gateway HTTP API event (payload format 2.0). The gateway has decoded path and query
 * parameters once and joined repeated headers with commas; `claims` are those of the token it has verified.
 */
export type ApiEvent = {
  headers?: Readonly<Record<string, string | undefined>>;
  pathParameters?: Readonly<Record<string, string | undefined>>;
  queryStringParameters?: Readonly<Record<string, string | undefined>>;
  /** Text, or what the body parser has made of it. */
  body?: unknown;
  isBase64Encoded?: boolean;
  requestContext: {
    http: { method: string };
    authorizer?: { jwt?: { claims?: Readonly<Record<string, unknown>> } };
  };
};

/** The value of a header, whatever the case of its name; undefined where it was not sent. */
export const headerOf = (event: ApiEvent, name: string): string | undefined => {
  const wanted = name.toLowerCase();
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
};
