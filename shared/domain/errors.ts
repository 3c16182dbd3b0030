import type { Lease } from './lease.ts';

/**
 * The closed list of what can go wrong, in the words that clients, logs and metrics see. Each code becomes
 * the problem type `/problems/<code>` over HTTP (`shared/http/problems.ts` holds status and title).
 */
export const ERROR_CODES = [
  'malformed-request',
  'unauthenticated',
  'missing-scope',
  'wrong-tenant',
  'not-found',
  'method-not-allowed',
  'illegal-transition',
  'allocation-running',
  'pool-exhausted',
  'prefix-held',
  'pool-in-use',
  'pool-overlap',
  'precondition-failed',
  'body-too-large',
  'unsupported-media-type',
  'unknown-pool',
  'length-not-served',
  'unknown-nas',
  'unknown-session',
  'wrong-assignment-mode',
  'preassigned-prefix-unusable',
  'idempotency-key-reused',
  'too-many-idempotency-keys',
  'allocation-failed',
  'revocation-failed',
  'netbox-refused',
  'netbox-misconfigured',
  'netbox-unavailable',
  'contended',
  'late-event',
  'internal',
] as const;

/** One of the closed list of error codes. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A fault of one field of a request; `pointer` is an RFC 6901 JSON Pointer into the body, or `#/<parameter>`. */
export type FieldError = { pointer: string; detail: string };

/** What an error knows beyond its code: all optional, all safe to show to the caller. */
export type ErrorFacts = {
  /** The lease as it was when the call was refused; HTTP shows its state and the actions open to it. */
  lease?: Lease | undefined;
  /** Whole seconds after which a repeat can do better. */
  retryAfterSeconds?: number;
  errors?: readonly FieldError[];
  cause?: unknown;
};

/**
 * The only error that a use case or an adapter throws on purpose. `message` is one sentence for a person: what
 * happened and what to do. Anything else that is thrown is a defect and answers `internal`.
 */
export class LeaseholdError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    // A bundler may rename the class.
    this.name = 'LeaseholdError';
    this.code = code;
    this.facts = facts;
  }
}

/** True for a LeaseholdError of this code: the only way to look at a caught error. */
export const isError = (error: unknown, code: ErrorCode): error is LeaseholdError =>
  error instanceof LeaseholdError && error.code === code;
