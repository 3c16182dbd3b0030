import { LeaseholdError } from '../../domain/errors.ts';
import type { CircuitBreaker } from './breaker.ts';
import { failed, type NetBoxAnswer, readAnswer } from './read-answer.ts';

/** One request to NetBox's API; `path` is below the configured URL, such as `api/ipam/prefixes/7/`. */
export type NetBoxRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | readonly string[]>;
  body?: unknown;
  /** Sent as If-Match. */
  etag?: string;
};

/** Where NetBox is, and the network that leads there. */
export type TransportOptions = {
  /** Base URL, http or https, with the path prefix where NetBox has one; no credentials in it. */
  url: string;
  /** The API token, read for each request so that a rotation needs no restart; caching is the caller's affair. */
  token: () => Promise<string>;
  /** The token as it is now, where `token` may have remembered another: asked where NetBox refuses that one. */
  freshToken?: () => Promise<string>;
  /** Epoch milliseconds. */
  clock: () => number;
  fetch?: typeof fetch;
  /** Ends a request that lasts too long; real time where it is not given. */
  timeout?: (milliseconds: number) => AbortSignal;
};

const baseUrl = (url: string): URL => {
  const base = URL.parse(url.replace(/\/*$/, '/'));
  if (base === null || !/^https?:$/.test(base.protocol) || base.username !== '' || base.password !== '') {
    throw new LeaseholdError(
      'netbox-misconfigured',
      'The URL of NetBox must be http(s)://host/ without credentials: set NETBOX_URL.',
    );
  }
  return base;
};

const address = (base: URL, { path, query = {} }: NetBoxRequest): URL => {
  const url = new URL(path, base);
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) url.searchParams.append(name, value);
  }
  return url;
};

/** NetBox 4.5 and later read the prefix `nbt_`, not the scheme; 4.4 knows `Token` alone. */
const authorization = (token: string): string => `${token.startsWith('nbt_') ? 'Bearer' : 'Token'} ${token}`;

const headers = (token: string, request: NetBoxRequest): Record<string, string> => ({
  Authorization: authorization(token),
  Accept: 'application/json',
  // NetBox translates the sentences that its refusals are told apart by, and its default language is a setting.
  'Accept-Language': 'en',
  // NetBox's web server drops an idle connection after 2 s, and a function that was frozen meanwhile would send a
  // change that may not be repeated into a dead one.
  Connection: 'close',
  ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
  ...(request.etag === undefined ? {} : { 'If-Match': request.etag }),
});

const notSent = (reason: string, retryAfterMilliseconds?: number): NetBoxAnswer => ({
  kind: 'failed',
  reason: `${reason}; nothing was sent`,
  sent: false,
  ...(retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds }),
});

const networkFault = (error: unknown): string => {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'NetBox did not answer in time';
  const code = cause?.code;
  return `the connection to NetBox failed${typeof code === 'string' ? ` (${code})` : ''}`;
};

/** A header value that fetch would refuse is refused here: its own error would quote the token. */
const readToken = async (token: TransportOptions['freshToken']): Promise<string | undefined> => {
  try {
    const text = (await token?.())?.trim();
    return text !== undefined && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
};

/** NetBox answers 403 alike for a bad token and for a missing permission; a proxy may answer 401. */
const isUnwelcome = (answer: NetBoxAnswer): boolean =>
  answer.kind === 'answered' && (answer.status === 401 || answer.status === 403);

/**
 * Sends one request, once, with so many milliseconds for all of it, unless the breaker is open: a refused token has
 * changed nothing, so where there is a new one by now the request is sent with it. Never rejects.
 * Throws `netbox-misconfigured` at once where the URL is none.
 */
export const transport = (
  options: TransportOptions,
  breaker: CircuitBreaker,
): ((request: NetBoxRequest, milliseconds: number) => Promise<NetBoxAnswer>) => {
  const { clock, fetch: send = fetch, timeout = AbortSignal.timeout } = options;
  const base = baseUrl(options.url);

  const exchange = async (request: NetBoxRequest, token: string, milliseconds: number) => {
    try {
      const response = await send(address(base, request), {
        method: request.method,
        headers: headers(token, request),
        // Following would hand the token to whoever answers there.
        redirect: 'manual',
        signal: timeout(milliseconds),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
      return await readAnswer(response, clock());
    } catch (error) {
      return failed(networkFault(error));
    }
  };

  const exchangeOrRenew = async (request: NetBoxRequest, token: string, deadline: number) => {
    const answer = await exchange(request, token, deadline - clock());
    if (!isUnwelcome(answer)) return answer;
    const fresh = await readToken(options.freshToken);
    const left = deadline - clock();
    return fresh === undefined || fresh === token || left <= 0 ? answer : exchange(request, fresh, left);
  };

  return async (request: NetBoxRequest, milliseconds: number): Promise<NetBoxAnswer> => {
    if (milliseconds <= 0) return notSent('the time for this call is used up');
    const token = await readToken(options.token);
    if (token === undefined) return notSent('the token for NetBox could not be read');
    const admission = breaker.admit();
    if (!admission.admitted) {
      return notSent('NetBox has not answered for a while', admission.retryAfterMilliseconds);
    }
    const answer = await exchangeOrRenew(request, token, clock() + milliseconds);
    admission.report(answer.kind !== 'failed');
    return answer;
  };
};
