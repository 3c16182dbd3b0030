import { type ErrorCode, LeaseholdError } from '../domain/errors.ts';
import { heldBy, type Lease } from '../domain/lease.ts';
import { openActions } from '../domain/lifecycle.ts';
import { CORRELATION_HEADER } from './correlation-id.ts';
import { type Reply, reply } from './reply.ts';

type ProblemRow = { status: number; title: string; retryAfterSeconds?: number };

/**
 * What each error code is over HTTP. `retryAfterSeconds` is said where the error itself does not know better: every
 * 429, 502 and 503 tells when a repeat can do better.
 */
export const PROBLEMS: Readonly<Record<ErrorCode, ProblemRow>> = {
  'malformed-request': { status: 400, title: 'The request is malformed' },
  unauthenticated: { status: 401, title: 'A token is needed' },
  'missing-scope': { status: 403, title: 'The token lacks a scope' },
  'wrong-tenant': { status: 403, title: 'The token is of another tenant' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not defined here' },
  'illegal-transition': { status: 409, title: 'The action is not open in this state' },
  'allocation-running': { status: 409, title: 'An allocation is under way', retryAfterSeconds: 5 },
  'pool-exhausted': { status: 409, title: 'No prefix is free' },
  'prefix-held': { status: 409, title: 'The subscriber holds a prefix' },
  'pool-in-use': { status: 409, title: 'Prefixes of the pool are held' },
  'pool-overlap': { status: 409, title: 'The pool overlaps a pool of another length' },
  'late-event': { status: 409, title: 'A newer event was applied already' },
  'precondition-failed': { status: 412, title: 'The lease is not at this version' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'unknown-pool': { status: 422, title: 'There is no such pool' },
  'length-not-served': { status: 422, title: 'No pool serves this length' },
  'unknown-nas': { status: 422, title: 'There is no such NAS' },
  'unknown-session': { status: 422, title: 'The session is not identified' },
  'wrong-assignment-mode': { status: 422, title: 'The profile takes no delegated prefix' },
  'preassigned-prefix-unusable': { status: 422, title: 'The preassigned prefix cannot be used' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key is of another request' },
  'too-many-idempotency-keys': { status: 429, title: 'Too many idempotency keys', retryAfterSeconds: 60 },
  'allocation-failed': { status: 502, title: 'The allocation failed', retryAfterSeconds: 30 },
  'revocation-failed': { status: 502, title: 'The revocation failed', retryAfterSeconds: 30 },
  'netbox-refused': { status: 502, title: 'NetBox refuses', retryAfterSeconds: 60 },
  'netbox-misconfigured': { status: 502, title: 'NetBox is not set up', retryAfterSeconds: 60 },
  'netbox-unavailable': { status: 503, title: 'NetBox does not answer', retryAfterSeconds: 5 },
  contended: { status: 503, title: 'The lease is changing too fast', retryAfterSeconds: 1 },
  internal: { status: 500, title: 'Something is wrong on our side' },
};

/** An RFC 9457 problem. `state` and `actions` (the route names open now) where a lease is concerned. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  state?: Lease['state'];
  actions?: string[];
  errors?: readonly { pointer: string; detail: string }[];
};

/** The media type of a problem. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The stable URI reference that names the problem of a code. */
export const problemType = (code: ErrorCode): string => `/problems/${code}`;

const leaseMembers = (lease: Lease | undefined): Pick<Problem, 'state' | 'actions'> =>
  lease === undefined
    ? {}
    : { state: lease.state, actions: openActions(lease.state, heldBy(lease) !== undefined) };

/** An error of the closed list; whatever else was thrown is a defect. */
export const asLeaseholdError = (error: unknown): LeaseholdError =>
  error instanceof LeaseholdError
    ? error
    : new LeaseholdError('internal', error instanceof Error ? error.message : 'A defect.', { cause: error });

/** What is wrong inside is said in the log, and nowhere else. */
const detailFor = ({ code, message }: LeaseholdError): string =>
  code === 'internal' ? `${CORRELATION_HEADER} finds this request in the logs.` : message;

/** The answer that an error gives. */
export const problemReply = (error: LeaseholdError): Reply => {
  const { code, facts } = error;
  const { status, title, retryAfterSeconds } = PROBLEMS[code];
  const problem: Problem = {
    type: problemType(code),
    title,
    status,
    detail: detailFor(error),
    ...leaseMembers(facts.lease),
    ...(facts.errors === undefined ? {} : { errors: facts.errors }),
  };
  const pause = facts.retryAfterSeconds ?? retryAfterSeconds;
  return reply(status, problem, {
    ...(pause === undefined ? {} : { 'Retry-After': String(pause) }),
    ...(code === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
};
