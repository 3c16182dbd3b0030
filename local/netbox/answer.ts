/** A request as the API sees it: `query` is decoded, `body` is parsed JSON, or undefined where there was none. */
export type ApiRequest = {
  method: string;
  path: string;
  /** The address that the client used, such as `http://127.0.0.1:8000`. */
  origin: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: unknown;
};

/** What NetBox answers: a string body goes out as HTML, anything else as JSON. */
export type ApiAnswer = { status: number; body?: unknown; headers?: Record<string, string> };

/** A refusal in NetBox's words. */
export const refuse = (status: number, body: unknown): ApiAnswer => ({ status, body });

/** NetBox's 404 for an object of this model. */
export const noSuch = (model: string): ApiAnswer =>
  refuse(404, { detail: `No ${model} matches the given query.` });

/** The body as an object; a request without one counts as an empty one. */
export const objectOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
