import { expect, test } from '@jest/globals';
import { ERROR_CODES, isError, LeaseholdError } from '../../shared/domain/errors.ts';

test('an error has its name by itself, because a bundler may rename its class', () => {
  const error = new LeaseholdError('not-found', 'There is none.');
  expect([error.name, error.code, error.message, error.facts]).toEqual([
    'LeaseholdError',
    'not-found',
    'There is none.',
    {},
  ]);
  expect(error).not.toHaveProperty('cause');
});

test('an error that was caused by another keeps it', () => {
  const cause = new Error('socket hang up');
  const error = new LeaseholdError('netbox-unavailable', 'NetBox did not answer.', {
    cause,
    retryAfterSeconds: 5,
  });
  expect([error.cause, error.facts.retryAfterSeconds]).toEqual([cause, 5]);
});

test('a caught error is known by its code, and nothing else is taken for it', () => {
  const error: unknown = new LeaseholdError('not-found', 'There is none.');
  expect(isError(error, 'not-found')).toBe(true);
  expect(isError(error, 'internal')).toBe(false);
  expect(isError({ code: 'not-found' }, 'not-found')).toBe(false);
  expect(isError(undefined, 'not-found')).toBe(false);
});

test('no code stands twice in the list, and each can stand in a problem type', () => {
  expect(ERROR_CODES).toEqual([...new Set(ERROR_CODES)]);
  expect(ERROR_CODES.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
});
