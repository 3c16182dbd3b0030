import { expect, test } from '@jest/globals';
import { assertFound, assertMatches } from '../../shared/domain/precondition.ts';
import { KEY, leaseIn } from '../support/leases.ts';
import { refusal } from '../support/refusal.ts';

test('a lease that is there is found', () => {
  const lease = leaseIn('active');
  expect(assertFound(lease, KEY)).toBe(lease);
});

test('a subscriber without a lease is not found, by name', () => {
  const error = refusal(() => assertFound(undefined, KEY));
  expect(error.code).toBe('not-found');
  expect(error.message).toContain('line-1');
});

test('without If-Match every lease matches, and so does none', () => {
  expect(() => assertMatches(undefined, undefined)).not.toThrow();
  expect(() => assertMatches(leaseIn('active'), undefined)).not.toThrow();
});

test('If-Match names the version that the lease has, whatever its authorization revision', () => {
  expect(() => assertMatches(leaseIn('active', { authorizationRevision: 3 }), 5)).not.toThrow();
});

test('If-Match * asks only that there is a lease', () => {
  expect(() => assertMatches(leaseIn('active'), '*')).not.toThrow();
  expect(refusal(() => assertMatches(undefined, '*')).code).toBe('precondition-failed');
});

test.each([4, 6, 'nothing'] as const)(
  'If-Match %s is refused to a lease at version 5, naming what it is at',
  (ifMatch) => {
    const lease = leaseIn('active');
    const error = refusal(() => assertMatches(lease, ifMatch));
    expect([error.code, error.facts.lease]).toEqual(['precondition-failed', lease]);
    expect(error.message).toContain('"5.0"');
  },
);

test('a version is refused to a subscriber without a lease', () => {
  expect(refusal(() => assertMatches(undefined, 5)).message).toContain('has no lease');
});
