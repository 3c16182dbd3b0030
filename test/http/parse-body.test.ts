import { expect, test } from '@jest/globals';
import type * as z from 'zod/mini';
import type { FieldError } from '../../shared/domain/errors.ts';
import {
  allocateBody,
  nasBody,
  poolBody,
  profileBody,
  revokeBody,
  serviceBody,
} from '../../shared/http/body-schemas.ts';
import { parseBody } from '../../shared/http/parse-body.ts';
import { refusal } from '../support/refusal.ts';

const errorsOf = (schema: z.ZodMiniType, body: unknown): readonly FieldError[] => {
  const { code, facts } = refusal(() => parseBody(schema, body));
  expect(code).toBe('malformed-request');
  return facts.errors ?? [];
};

const pointersOf = (schema: z.ZodMiniType, body: unknown): string[] =>
  errorsOf(schema, body).map(({ pointer }) => pointer);

test('what a call leaves out has its default, or is left out', () => {
  expect(parseBody(allocateBody, {})).toEqual({});
  expect(parseBody(serviceBody, {})).toEqual({ sendCoa: false });
  expect(parseBody(revokeBody, {})).toEqual({ sendDisconnect: false, releaseToNetbox: true });
  expect(parseBody(poolBody, { prefixSize: 56 })).toEqual({
    prefixSize: 56,
    order: 0,
    quarantineSeconds: 0,
    stalePolicy: 'report',
  });
  expect(parseBody(nasBody, { secret: 's' })).toEqual({
    secret: 's',
    profile: 'rfc5176',
    requireMessageAuthenticator: false,
    zeroVectorQuirk: false,
  });
});

test.each([
  [allocateBody, { prefixSize: 56, netboxPoolId: 1, size: 1 }],
  [serviceBody, { sendDisconnect: true }],
  [revokeBody, { acctSessionId: 'x' }],
  [profileBody, { assignmentMode: 'pd', prefix: 'x' }],
  [poolBody, { prefixSize: 56, prefix: 'x' }],
  [nasBody, { secret: 's', secretName: 'x' }],
] as const)('a field that the call does not know is refused', (schema, body) => {
  expect(errorsOf(schema, body)).toEqual([
    { pointer: `/${Object.keys(body).at(-1)}`, detail: 'There is no such field.' },
  ]);
});

test.each([
  [allocateBody, { prefixSize: null }, '/prefixSize'],
  [allocateBody, { netboxPoolId: null }, '/netboxPoolId'],
  [serviceBody, { username: null }, '/username'],
  [serviceBody, { sendCoa: null }, '/sendCoa'],
  [revokeBody, { releaseToNetbox: null }, '/releaseToNetbox'],
  [profileBody, { assignmentMode: 'pd', prefixSize: null }, '/prefixSize'],
  [poolBody, { prefixSize: 56, maxPrefixes: null }, '/maxPrefixes'],
  [nasBody, { secret: 's', port: null }, '/port'],
] as const)('null is no value of an optional field', (schema, body, pointer) => {
  expect(pointersOf(schema, body)).toEqual([pointer]);
});

test.each([[47], [65], [56.5], ['56'], [true], [Number.POSITIVE_INFINITY], [{}]])(
  'prefixSize %p is no length of 48 to 64',
  (prefixSize) => {
    expect(pointersOf(allocateBody, { prefixSize })).toEqual(['/prefixSize']);
    expect(pointersOf(profileBody, { assignmentMode: 'pd', prefixSize })).toEqual(['/prefixSize']);
    expect(pointersOf(poolBody, { prefixSize })).toEqual(['/prefixSize']);
  },
);

test.each([[0], [-1], [2 ** 53], [1.5], ['1']])(
  'netboxPoolId %p is no positive safe integer',
  (netboxPoolId) => {
    expect(pointersOf(allocateBody, { netboxPoolId })).toEqual(['/netboxPoolId']);
  },
);

test('a session is named by 1 to 253 octets, not characters, of well-formed text', () => {
  expect(parseBody(serviceBody, { username: 'é'.repeat(126) })).toMatchObject({ username: 'é'.repeat(126) });
  for (const wrong of ['', 'é'.repeat(127), 'x'.repeat(254), '\ud800']) {
    expect(pointersOf(serviceBody, { username: wrong })).toContain('/username');
    expect(pointersOf(serviceBody, { acctSessionId: wrong })).toContain('/acctSessionId');
    expect(pointersOf(revokeBody, { username: wrong })).toContain('/username');
  }
});

test('a NAS is named by an address, and read in its only spelling', () => {
  expect(parseBody(serviceBody, { nasIp: '2001:DB8::0:1' })).toMatchObject({ nasIp: '2001:db8::1' });
  expect(errorsOf(revokeBody, { nasIp: 'bng-1' })).toEqual([
    { pointer: '/nasIp', detail: 'Must be an IPv4 or IPv6 address.' },
  ]);
});

test('a preassigned prefix is a prefix without bits beyond its length', () => {
  for (const preassignedPrefix of ['2001:db8::1/56', '10.0.0.0/8', 'x']) {
    expect(pointersOf(profileBody, { assignmentMode: 'pd', preassignedPrefix })).toEqual([
      '/preassignedPrefix',
    ]);
  }
});

test.each([[[]], ['text'], [7], [null], [undefined]])('a body that is %p is no object', (body) => {
  expect(errorsOf(allocateBody, body)).toEqual([{ pointer: '', detail: 'Must be a JSON object.' }]);
});

test('every field at fault is named, with what it must be', () => {
  expect(
    errorsOf(profileBody, { assignmentMode: 'dhcp', prefixSize: 65, preassignedPrefix: 'x'.repeat(44) }),
  ).toEqual([
    { pointer: '/assignmentMode', detail: 'Must be one of none, slaac, stateful, pd, dual_stack.' },
    { pointer: '/prefixSize', detail: 'Must be at most 64.' },
    { pointer: '/preassignedPrefix', detail: 'Must have at most 43 characters.' },
  ]);
  expect(errorsOf(allocateBody, { prefixSize: 47, netboxPoolId: 'x' })).toEqual([
    { pointer: '/prefixSize', detail: 'Must be at least 48.' },
    { pointer: '/netboxPoolId', detail: 'Must be an integer.' },
  ]);
});

test('a pointer is escaped and short, and errors are at most twenty, whatever was sent', () => {
  expect(pointersOf(allocateBody, { 'a/b~c': 1 })).toEqual(['/a~1b~0c']);
  expect(pointersOf(allocateBody, { ['x'.repeat(1000)]: 1 })).toEqual([`/${'x'.repeat(64)}`]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, 1]));
  expect(errorsOf(allocateBody, many)).toHaveLength(20);
});

test('what is said of a secret does not repeat it', () => {
  const secret = 'hunter2'.repeat(30);
  const error = refusal(() => parseBody(nasBody, { secret, port: 'hunter2', profile: 'hunter2' }));
  expect(JSON.stringify([error.message, error.facts.errors])).not.toContain('hunter2');
});
