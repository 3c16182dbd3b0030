import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { correlationIdOf } from '../../shared/http/correlation-id.ts';
import { ifMatchOf } from '../../shared/http/if-match.ts';
import { waitSecondsOf } from '../../shared/http/prefer-wait.ts';
import { repeatableCallOf } from '../../shared/http/repeatable-call.ts';
import { refusal } from '../support/refusal.ts';

const event = (headers: Record<string, string>): ApiEvent => ({
  headers,
  requestContext: { http: { method: 'POST' } },
});

test('If-Match names the version of a strong tag, or anything', () => {
  expect(ifMatchOf(event({ 'if-match': '"1700000000000.3"' }))).toBe(1_700_000_000_000);
  expect(ifMatchOf(event({ 'if-match': '"5.0"' }))).toBe(5);
  expect(ifMatchOf(event({ 'if-match': ' * ' }))).toBe('*');
  expect(ifMatchOf(event({}))).toBeUndefined();
});

test.each(['W/"5.0"', '5.0', '"5"', '"x.0"', '"5.0", "6.0"', '', '"0.0"', '"5.00"', '"99999999999999999.0"'])(
  'If-Match %p is a tag that was never given, and matches nothing',
  (sent) => {
    expect(ifMatchOf(event({ 'if-match': sent }))).toBe('nothing');
  },
);

test.each([
  ['wait=5', 5],
  ['wait=0', 0],
  ['wait="7"', 7],
  ['WAIT = 9 ; x=y', 9],
  ['respond-async, wait=3', 3],
  ['wait=3, wait=4', 3],
  ['wait=21', 20],
  [`wait=${'9'.repeat(400)}`, 20],
])('Prefer %p asks for a wait of %p s', (sent, seconds) => {
  expect(waitSecondsOf(event({ prefer: sent }))).toBe(seconds);
});

test.each(['', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'wait="5', 'waits=5', 'respond-async'])(
  'Prefer %p is nonsense, and ignored',
  (sent) => {
    expect(waitSecondsOf(event({ prefer: sent }))).toBeUndefined();
  },
);

test('without an Idempotency-Key a call is not repeatable', () => {
  expect(repeatableCallOf(event({}), 'allocate', {})).toBeUndefined();
});

test('a key is kept as the first 16 bytes of its SHA-256', () => {
  const call = repeatableCallOf(event({ 'Idempotency-Key': 'abc' }), 'revoke', {});
  // SHA-256 of "abc", FIPS 180-2 appendix B.1.
  const bytes = Buffer.from('ba7816bf8f01cfea414140de5dae2223', 'hex');
  expect(call?.key).toBe(bytes.toString('base64url'));
  expect(call?.action).toBe('revoke');
});

test('the fingerprint is over action and body, whatever the order of the members', () => {
  const hashOf = (action: 'activate' | 'suspend', body: object) =>
    repeatableCallOf(event({ 'idempotency-key': 'k' }), action, { ...body })?.bodyHash;
  const hash = hashOf('activate', { username: 'a', sendCoa: false });
  expect(hashOf('activate', { sendCoa: false, username: 'a' })).toBe(hash);
  expect(hashOf('activate', { sendCoa: true, username: 'a' })).not.toBe(hash);
  expect(hashOf('activate', { sendCoa: false })).not.toBe(hash);
  expect(hashOf('suspend', { sendCoa: false, username: 'a' })).not.toBe(hash);
});

test.each(['', 'é', 'a\tb', 'x'.repeat(256)])('Idempotency-Key %p is malformed', (key) => {
  const { code, facts } = refusal(() => repeatableCallOf(event({ 'idempotency-key': key }), 'allocate', {}));
  expect(code).toBe('malformed-request');
  expect(facts.errors?.[0]?.pointer).toBe('#/Idempotency-Key');
});

test('a key of 255 printable characters is taken', () => {
  expect(repeatableCallOf(event({ 'idempotency-key': '~'.repeat(255) }), 'allocate', {})).toBeDefined();
});

test('a well-formed correlation id is kept, any other replaced', () => {
  const idOf = (sent: string) => correlationIdOf(event({ 'x-correlation-id': sent }), () => 'new');
  expect(idOf('a-1_b:c.d')).toBe('a-1_b:c.d');
  expect(idOf('a b')).toBe('new');
  expect(idOf('x'.repeat(129))).toBe('new');
  expect(correlationIdOf(event({}), () => 'new')).toBe('new');
});
