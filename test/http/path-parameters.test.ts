import { expect, test } from '@jest/globals';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { nasIpOf, poolIdOf, subscriberOf } from '../../shared/http/path-parameters.ts';
import { refusal } from '../support/refusal.ts';

const event = (pathParameters?: Record<string, string>): ApiEvent => ({
  ...(pathParameters === undefined ? {} : { pathParameters }),
  requestContext: { http: { method: 'GET' } },
});

test.each(['a', 'Line-1', 'a.b_c:d@e-f', '...', 'x'.repeat(128)])('%p is a subscriber', (subscriberId) => {
  expect(subscriberOf(event({ subscriberId }))).toBe(subscriberId);
});

test.each(['', '.', '..', 'a b', 'a/b', 'a%41', '%2e', 'é', 'a\n', 'x'.repeat(129)])(
  '%p is no subscriber: the gateway has decoded the path once, and it is not decoded again',
  (subscriberId) => {
    const { code, facts } = refusal(() => subscriberOf(event({ subscriberId })));
    expect(code).toBe('malformed-request');
    expect(facts.errors?.[0]?.pointer).toBe('#/subscriberId');
  },
);

test('a pool is a positive safe integer', () => {
  expect(poolIdOf(event({ netboxPoolId: '1' }))).toBe(1);
  expect(poolIdOf(event({ netboxPoolId: '9007199254740991' }))).toBe(Number.MAX_SAFE_INTEGER);
});

test.each(['0', '-1', '1.5', '01', '1e3', ' 1', 'seven', '9007199254740992', '99999999999999999'])(
  '%p is no pool',
  (netboxPoolId) => {
    expect(refusal(() => poolIdOf(event({ netboxPoolId }))).code).toBe('malformed-request');
  },
);

test('a NAS is an address, whatever its spelling', () => {
  expect(nasIpOf(event({ ip: '2001:DB8:0::1' }))).toBe('2001:db8::1');
  expect(nasIpOf(event({ ip: '192.0.2.1' }))).toBe('192.0.2.1');
});

test('what is no address is malformed, and so is a path without its parameter', () => {
  expect(refusal(() => nasIpOf(event({ ip: 'bng' }))).code).toBe('malformed-request');
  for (const read of [subscriberOf, poolIdOf, nasIpOf]) {
    expect(refusal(() => read(event())).code).toBe('malformed-request');
  }
});
