import type { State } from '../../shared/domain/lifecycle.ts';
import type { ApiAnswer, ApiCall } from '../linearizability/lease-atoms.ts';
import { versionOf } from '../linearizability/recorder.ts';

/** Where the API is now, and a token for a tenant. Throws while it is not there. */
export type Way = { url: () => string; token: (tenant: string) => string };

/** A request of a subscriber; `abortAfter`: the client goes away after so many milliseconds. */
export type HttpCall = Pick<ApiCall, 'action' | 'key' | 'ifMatch'> & {
  tenant: string;
  name: string;
  body?: object;
  abortAfter?: number | undefined;
};

const PATIENCE_MILLISECONDS = 30_000;

type Body = { state?: State; prefix?: string | null; type?: string };

const answerOf = (response: Response, body: Body): ApiAnswer => {
  const etag = response.headers.get('etag');
  return {
    status: response.status,
    state: body.state,
    ...(body.type === undefined
      ? { prefix: body.prefix ?? null }
      : { code: body.type.slice('/problems/'.length) }),
    ...(etag === null ? {} : { version: versionOf(etag) }),
    replayed: response.headers.get('idempotency-replayed') === 'true',
  };
};

const headersOf = ({ key, ifMatch, tenant }: HttpCall, way: Way): Record<string, string> => ({
  authorization: `Bearer ${way.token(tenant)}`,
  'content-type': 'application/json',
  ...(key === undefined ? {} : { 'idempotency-key': key }),
  ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}.0"` }),
});

/** Makes one call. Undefined where no answer came: refused, cut, given up, or none of Leasehold's. */
export const callApi = async (call: HttpCall, way: Way): Promise<ApiAnswer | undefined> => {
  try {
    const path = `/api/v1/network/subscribers/${call.name}/ipv6/${call.action}`;
    const response = await fetch(`${way.url()}${path}`, {
      method: call.action === 'status' ? 'GET' : 'POST',
      headers: headersOf(call, way),
      signal: AbortSignal.timeout(call.abortAfter ?? PATIENCE_MILLISECONDS),
      ...(call.action === 'status' ? {} : { body: JSON.stringify(call.body ?? {}) }),
    });
    const answer = answerOf(response, (await response.json()) as Body);
    return answer.status >= 500 && answer.code === undefined ? undefined : answer;
  } catch {
    return undefined;
  }
};
