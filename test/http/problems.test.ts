import { expect, test } from '@jest/globals';
import { ERROR_CODES, LeaseholdError } from '../../shared/domain/errors.ts';
import { asLeaseholdError, PROBLEMS, problemReply, problemType } from '../../shared/http/problems.ts';
import { HELD, leaseIn, NOON } from '../support/leases.ts';

test.each(ERROR_CODES)('%s is a problem with a type of its own, a title and an error status', (code) => {
  const { status, body } = problemReply(new LeaseholdError(code, 'What happened.'));
  expect(body).toMatchObject({ type: `/problems/${code}`, status, title: PROBLEMS[code].title });
  expect(status).toBeGreaterThanOrEqual(400);
});

test('the statuses are those of the contract', () => {
  const byStatus = Map.groupBy(ERROR_CODES, (code) => PROBLEMS[code].status);
  expect(Object.fromEntries(byStatus)).toEqual({
    400: ['malformed-request'],
    401: ['unauthenticated'],
    403: ['missing-scope', 'wrong-tenant'],
    404: ['not-found'],
    405: ['method-not-allowed'],
    409: [
      'illegal-transition',
      'allocation-running',
      'pool-exhausted',
      'prefix-held',
      'pool-in-use',
      'pool-overlap',
      'late-event',
    ],
    412: ['precondition-failed'],
    413: ['body-too-large'],
    415: ['unsupported-media-type'],
    422: [
      'unknown-pool',
      'length-not-served',
      'unknown-nas',
      'unknown-session',
      'wrong-assignment-mode',
      'preassigned-prefix-unusable',
      'idempotency-key-reused',
    ],
    429: ['too-many-idempotency-keys'],
    500: ['internal'],
    502: ['allocation-failed', 'revocation-failed', 'netbox-refused', 'netbox-misconfigured'],
    503: ['netbox-unavailable', 'contended'],
  });
});

test('429, 502, 503 and a running allocation say when to repeat, and the error knows best', () => {
  const retryAfter = (code: (typeof ERROR_CODES)[number], facts = {}) =>
    problemReply(new LeaseholdError(code, 'x', facts)).headers['Retry-After'];
  const said = ERROR_CODES.filter((code) => retryAfter(code) !== undefined);
  const due = ERROR_CODES.filter((code) => [429, 502, 503].includes(PROBLEMS[code].status));
  expect(new Set(said)).toEqual(new Set(['allocation-running', ...due]));
  expect(retryAfter('allocation-running', { retryAfterSeconds: 17 })).toBe('17');
});

test('a problem of a lease names its state and the actions that are open now', () => {
  const problemOf = (lease: Parameters<typeof leaseIn>[0], parts = {}) =>
    problemReply(new LeaseholdError('illegal-transition', 'No.', { lease: leaseIn(lease, parts) })).body;
  expect(problemOf('allocated')).toMatchObject({ state: 'allocated', actions: ['activate', 'revoke'] });
  expect(problemOf('revoking')).toMatchObject({ state: 'revoking', actions: [] });
  expect(problemOf('failed')).toMatchObject({ state: 'failed', actions: ['allocate', 'revoke'] });
  const failure = { code: 'x', detail: 'y', at: NOON };
  expect(problemOf('failed', { held: HELD, failure })).toMatchObject({ actions: ['revoke'] });
  expect(problemReply(new LeaseholdError('not-found', 'No.')).body).not.toHaveProperty('state');
});

test('the faults of fields are passed on', () => {
  const errors = [{ pointer: '/a', detail: 'b' }];
  expect(problemReply(new LeaseholdError('malformed-request', 'x', { errors })).body).toMatchObject({
    errors,
  });
});

test('a call without a token is told how to authenticate', () => {
  expect(problemReply(new LeaseholdError('unauthenticated', 'x')).headers).toEqual({
    'WWW-Authenticate': 'Bearer',
  });
});

test('what is wrong inside is not said outside', () => {
  for (const thrown of [
    new TypeError('x of secret is undefined'),
    'secret',
    new LeaseholdError('internal', 'The secret leasehold/nas/acme/::1 could not be written.'),
  ]) {
    const { status, body } = problemReply(asLeaseholdError(thrown));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
  }
});

test('an error of the closed list is passed on as it is', () => {
  const error = new LeaseholdError('not-found', 'x');
  expect(asLeaseholdError(error)).toBe(error);
});

test('a type is a stable relative reference', () => {
  expect(problemType('illegal-transition')).toBe('/problems/illegal-transition');
});
