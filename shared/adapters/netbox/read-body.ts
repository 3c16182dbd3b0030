import { LeaseholdError } from '../../domain/errors.ts';
import type { NetBoxAnswer } from './read-answer.ts';

const LONGEST_EXCERPT = 200;
const DEFAULT_RETRY_SECONDS = 5;

const sentences = (body: unknown): string[] => {
  if (typeof body === 'string') return [body];
  return typeof body === 'object' && body !== null ? Object.values(body).flatMap(sentences) : [];
};

/** What NetBox says in an error body, for a person: its sentences on one line, at most 200 characters. */
export const excerpt = (body: unknown): string =>
  sentences(body)
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, LONGEST_EXCERPT)
    .replace(/[.?!]$/, '');

/** The reason of a refusal, for a person. */
export const refusal = (answer: { status: number; body: unknown }): string => {
  const said = excerpt(answer.body);
  const what =
    answer.status === 403 ? 'NetBox refused the token or its permissions' : 'NetBox refused the request';
  return `${what} (${answer.status})${said === '' ? '' : `: ${said}`}`;
};

/** `netbox-unavailable`, with the seconds after which a repeat can do better. */
export const unavailable = (reason: string, retryAfterMilliseconds?: number): LeaseholdError =>
  new LeaseholdError('netbox-unavailable', `NetBox is not to be had at the moment: ${reason}.`, {
    retryAfterSeconds:
      retryAfterMilliseconds === undefined ? DEFAULT_RETRY_SECONDS : Math.ceil(retryAfterMilliseconds / 1000),
  });

/**
 * The JSON body of a read that was answered 200. Throws `netbox-unavailable` where nothing usable came back,
 * `netbox-misconfigured` for a redirect and `netbox-refused` for any other status.
 */
export const readBody = (answer: NetBoxAnswer): unknown => {
  switch (answer.kind) {
    case 'failed':
      throw unavailable(answer.reason, answer.retryAfterMilliseconds);
    case 'redirected':
      throw new LeaseholdError(
        'netbox-misconfigured',
        `${answer.reason}: set NETBOX_URL to the address that answers itself.`,
      );
    case 'answered':
      if (answer.status === 200) return answer.body;
      throw new LeaseholdError('netbox-refused', `${refusal(answer)}.`);
  }
};

/** The list of a page, and whether another follows. Throws `netbox-unavailable` where the body is no page. */
export const listOf = (body: unknown): { results: unknown[]; more: boolean } => {
  const page = body as { results?: unknown; next?: unknown } | null | undefined;
  const results = page?.results;
  if (!Array.isArray(results) || !results.every((item) => typeof item === 'object' && item !== null)) {
    throw unavailable('its answer is not a list');
  }
  return { results, more: typeof page?.next === 'string' };
};
