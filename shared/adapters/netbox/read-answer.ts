/**
 * What one request came to. `answered`: NetBox itself said it, with JSON (or with 204), status 2xx or 4xx.
 * `redirected`: something before NetBox sends the client elsewhere. `failed`: nothing that can be relied on came
 * back; with `sent` a write may have been applied, or may be yet.
 */
export type NetBoxAnswer =
  | { kind: 'answered'; status: number; body: unknown; etag?: string }
  | { kind: 'redirected'; reason: string }
  | { kind: 'failed'; reason: string; sent: boolean; retryAfterMilliseconds?: number };

/** A page of 1,000 prefixes with all their keys takes 700 kB. */
const LARGEST_BODY = 8 * 1024 * 1024;
const LONGEST_WAIT_MILLISECONDS = 3_600_000;
const RETRYABLE_REFUSALS: readonly number[] = [408, 425, 429];

/** An answer to a request that went out, of which nothing usable came back. */
export const failed = (reason: string): NetBoxAnswer => ({ kind: 'failed', reason, sent: true });

/** RFC 9110 10.2.3: seconds, or a date. Undefined where it is absent, malformed or past. */
const retryAfterMilliseconds = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return wait > 0 ? Math.min(wait, LONGEST_WAIT_MILLISECONDS) : undefined;
};

const later = (response: Response, now: number): NetBoxAnswer => {
  const wait = retryAfterMilliseconds(response.headers.get('retry-after'), now);
  return {
    kind: 'failed',
    reason: `NetBox answered ${response.status}`,
    sent: true,
    ...(wait === undefined ? {} : { retryAfterMilliseconds: wait }),
  };
};

/** A query may carry a session of the login page that answered. */
const withoutQuery = (location: string | null): string =>
  location === null ? 'nowhere' : (location.split(/[?#]/)[0] as string).slice(0, 200);

const readText = async (response: Response): Promise<string | undefined> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

const parseJson = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const readJson = async (response: Response): Promise<{ value: unknown } | { fault: string }> => {
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!/^application\/json\s*(;|$)/i.test(type))
    return { fault: `with ${type.slice(0, 60)} in place of JSON` };
  const text = await readText(response);
  if (text === undefined) return { fault: `with more than ${LARGEST_BODY} bytes` };
  return parseJson(text) ?? { fault: 'with broken JSON' };
};

const readUsable = async (response: Response): Promise<NetBoxAnswer> => {
  const { status, headers } = response;
  // A cache, a login page or another server may answer JSON and 404 too. NetBox signs every answer of its API.
  if (!headers.has('api-version')) return failed(`something other than NetBox's API answered ${status}`);
  const json = status === 204 ? { value: undefined } : await readJson(response);
  if ('fault' in json) return failed(`NetBox answered ${status} ${json.fault}`);
  const etag = headers.get('etag');
  return { kind: 'answered', status, body: json.value, ...(etag === null ? {} : { etag }) };
};

const isRetryable = (status: number): boolean => status >= 500 || RETRYABLE_REFUSALS.includes(status);

const classify = (response: Response, now: number): NetBoxAnswer | Promise<NetBoxAnswer> => {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const to = withoutQuery(response.headers.get('location'));
    return { kind: 'redirected', reason: `NetBox answered ${status}, a redirect to ${to}` };
  }
  return isRetryable(status) ? later(response, now) : readUsable(response);
};

/**
 * Classifies one HTTP response of NetBox 4.4 to 4.7, reading at most 8 MB of it. Rejects where the connection breaks
 * or the time is up while the body is read, or where it is not UTF-8. `now` is epoch milliseconds.
 */
export const readAnswer = async (response: Response, now: number): Promise<NetBoxAnswer> => {
  const answer = await classify(response, now);
  // An unread body would keep its connection busy.
  if (response.body !== null && !response.bodyUsed) await response.body.cancel();
  return answer;
};
