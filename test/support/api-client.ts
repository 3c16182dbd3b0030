import type { Runtime } from '../../local/runtime.ts';

/** An answer of the API: status and parsed body. */
export type ApiAnswer = { status: number; body: Record<string, unknown> };

/** Calls paths under /api/v1/network of a running Leasehold with one token. */
export type ApiClient = (method: string, path: string, body?: object) => Promise<ApiAnswer>;

/** A client with this token. */
export const apiClient =
  ({ url }: Pick<Runtime, 'url'>, token: string): ApiClient =>
  async (method, path, body) => {
    const response = await fetch(`${url}/api/v1/network/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
