/** What a handler answers: `body` is written as JSON, or nothing where it is absent. */
export type Reply = { status: number; body?: object; headers: Readonly<Record<string, string>> };

/** An answer of API Gateway's payload format 2.0. */
export type ApiResponse = { statusCode: number; headers: Record<string, string>; body?: string };

/** An answer with this status. */
export const reply = (status: number, body?: object, headers: Reply['headers'] = {}): Reply => ({
  status,
  ...(body === undefined ? {} : { body }),
  headers,
});

/** The answer as the gateway takes it. Nothing is ever stored: what an answer says is true only now. */
export const responseOf = ({ status, body, headers }: Reply, mediaType: string): ApiResponse => ({
  statusCode: status,
  headers: {
    'Cache-Control': 'no-store',
    ...(body === undefined ? {} : { 'Content-Type': mediaType }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});
