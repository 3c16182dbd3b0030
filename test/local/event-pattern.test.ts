import { describe, expect, test } from '@jest/globals';
import { eventPattern } from '../../local/event-pattern.ts';

type Case = [what: string, rule: unknown, matching: unknown[], other: unknown[]];

const absent = undefined;

const LEAF_CASES: Case[] = [
  ['a literal text', ['a', 'b'], ['a', 'b', ['x', 'b']], ['A', 'ab', '', null, absent, [], { b: 1 }]],
  ['a literal number', [1], [1, 1.0, [2, 1]], ['1', true, 2, absent]],
  ['literal booleans and null', [true, null], [true, null], [false, 'true', 'null', 0, absent]],
  ['a prefix', [{ prefix: 'provisioning.' }], ['provisioning.acme'], ['provisioning', 'x.provisioning.', 1]],
  ['an empty prefix', [{ prefix: '' }], ['', 'a'], [1, absent]],
  ['a prefix in any case', [{ prefix: { 'equals-ignore-case': 'Ab' } }], ['abc', 'ABC'], ['b']],
  ['a suffix', [{ suffix: '.png' }], ['a.png', '.png'], ['a.PNG', 'png', 5]],
  ['a suffix in any case', [{ suffix: { 'equals-ignore-case': '.PNG' } }], ['a.png', 'A.PnG'], ['a.gif']],
  ['equality in any case', [{ 'equals-ignore-case': 'LeAse' }], ['lease', 'LEASE'], ['leases', 1]],
  ['anything but a text', [{ 'anything-but': 'a' }], ['b', 1, null, ['a', 'b']], ['a', absent, []]],
  ['anything but a list', [{ 'anything-but': ['a', 'b'] }], ['c'], ['a', 'b', ['a', 'b'], absent]],
  ['anything but a number', [{ 'anything-but': [1, 2] }], [3, '1'], [1, 2]],
  ['anything but a prefix', [{ 'anything-but': { prefix: 'a' } }], ['b'], ['ab', absent]],
  ['anything but prefixes', [{ 'anything-but': { prefix: ['a', 'b'] } }], ['c'], ['ax', 'bx']],
  ['anything but a suffix', [{ 'anything-but': { suffix: 'z' } }], ['za'], ['az']],
  ['anything but suffixes', [{ 'anything-but': { suffix: ['y', 'z'] } }], ['a'], ['ay', 'az']],
  ['anything but a case', [{ 'anything-but': { 'equals-ignore-case': ['A', 'b'] } }], ['c'], ['a', 'B']],
  ['anything but a wildcard', [{ 'anything-but': { wildcard: '*/lib/*' } }], ['/bin/x'], ['/lib/x']],
  ['numbers between', [{ numeric: ['>', 0, '<=', 5] }], [0.5, 5], [0, 5.1, '3', absent]],
  ['numbers at least', [{ numeric: ['>=', 10] }], [10, 11], [9.9]],
  ['numbers below', [{ numeric: ['<', 10] }], [9.9], [10]],
  ['a number exactly', [{ numeric: ['=', 3.018e2] }], [301.8], [301]],
  ['what exists', [{ exists: true }], ['', 0, null, false, ['a']], [absent, {}, { a: 1 }, []]],
  ['what does not exist', [{ exists: false }], [absent, {}, { a: 1 }, []], ['', null, ['a']]],
  ['a wildcard', [{ wildcard: 'a*c*' }], ['ac', 'abc', 'a.cd\n'], ['bac', 'ab']],
  ['an escaped wildcard', [{ wildcard: 'a\\*\\\\b*' }], ['a*\\b', 'a*\\bc'], ['axb', 'a*b']],
  ['regular expression signs as plain text', [{ wildcard: '(a.b)+*' }], ['(a.b)+'], ['(axb)+', 'a.b']],
  ['an IPv4 range', [{ cidr: '10.0.0.0/24' }], ['10.0.0.255'], ['10.0.1.0', 'x', 1]],
  ['an IPv6 range', [{ cidr: '2001:db8::/32' }], ['2001:db8:1::1'], ['2001:db9::', '10.0.0.1']],
  ['any of mixed rules', [{ exists: false }, 'a', { prefix: 'b' }], [absent, 'a', 'bc'], ['c']],
];

describe('one field matches', () => {
  test.each(LEAF_CASES)('%s', (...[, rule, matching, other]) => {
    const fits = eventPattern({ field: rule });
    for (const field of matching) expect([field, fits({ field })]).toEqual([field, true]);
    for (const field of other) expect([field, fits({ field })]).toEqual([field, false]);
  });
});

const EVENT_CASES: Case[] = [
  ['every field is needed', { a: ['1'], b: ['2'] }, [{ a: '1', b: '2', c: 3 }], [{ a: '1' }, {}]],
  [
    'nested fields',
    { detail: { state: ['revoking'], lease: { version: [{ numeric: ['>', 1] }] } } },
    [{ detail: { state: 'revoking', lease: { version: 2 } } }],
    [{ detail: { state: 'revoking' } }, { detail: 'revoking' }, { state: 'revoking' }],
  ],
  [
    'absence below something absent',
    { a: { b: [{ exists: false }] } },
    [{}, { a: 1 }, { a: {} }],
    [{ a: { b: 1 } }],
  ],
  [
    'one object of an array, whole',
    { list: { kind: ['a'], size: [1] } },
    [{ list: [{ kind: 'b' }, { kind: 'a', size: 1 }] }],
    [
      {
        list: [
          { kind: 'a', size: 2 },
          { kind: 'b', size: 1 },
        ],
      },
      { list: [] },
    ],
  ],
  [
    'either side of $or, and the rest',
    { source: ['s'], $or: [{ a: [1] }, { b: { c: [2] } }] },
    [
      { source: 's', a: 1 },
      { source: 's', b: { c: 2 } },
    ],
    [{ source: 's', a: 2 }, { source: 'x', a: 1 }, { source: 's' }],
  ],
  [
    '$or inside a field',
    { detail: { $or: [{ a: [1] }, { a: [2] }] } },
    [{ detail: { a: 2 } }],
    [{ detail: { a: 3 } }, { a: 1 }],
  ],
  [
    'the stream filter of a Lambda event source mapping',
    { dynamodb: { Keys: { sk: { S: ['LEASE'] } } } },
    [{ eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'x' }, sk: { S: 'LEASE' } } } }],
    [{ dynamodb: { Keys: { sk: { S: 'COUNTED' } } } }, { dynamodb: { Keys: { sk: { N: '1' } } } }],
  ],
];

test.each(EVENT_CASES)('a whole event: %s', (...[, pattern, matching, other]) => {
  const fits = eventPattern(pattern);
  for (const event of matching) expect([event, fits(event)]).toEqual([event, true]);
  for (const event of other) expect([event, fits(event)]).toEqual([event, false]);
});

test.each([
  [{ a: [{ near: 'x' }] }, '$.a[0]: unknown operator {"near":"x"}'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, '$.a[0]: unknown operator'],
  [{ a: [{}] }, '$.a[0]: unknown operator {}'],
  [{ a: [] }, '$.a: an empty list'],
  [{ a: [['x']] }, '$.a[0]: a list inside a list'],
  [{ a: 'x' }, '$.a: expected a filled object'],
  [{ a: {} }, '$.a: expected a filled object'],
  [{ a: [{ exists: 'yes' }] }, '$.a[0]: exists takes true or false'],
  [{ a: [{ prefix: 1 }] }, '$.a[0].prefix: expected text'],
  [{ a: [{ prefix: { like: 'x' } }] }, '$.a[0].prefix: expected text'],
  [{ a: [{ wildcard: 1 }] }, '$.a[0].wildcard: expected text'],
  [{ a: [{ numeric: 5 }] }, '$.a[0].numeric: expected comparisons'],
  [{ a: [{ numeric: ['>'] }] }, '$.a[0].numeric: expected pairs'],
  [{ a: [{ numeric: [] }] }, '$.a[0].numeric: expected pairs'],
  [{ a: [{ numeric: ['!=', 1] }] }, '$.a[0].numeric: unknown sign !='],
  [{ a: [{ cidr: '10.0.0.0' }] }, '$.a[0].cidr: expected address/length'],
  [{ a: [{ cidr: 'net/8' }] }, '$.a[0].cidr: expected address/length'],
  [{ a: [{ 'anything-but': [['x']] }] }, '$.a[0].anything-but: a list inside a list'],
  [{ a: [{ 'anything-but': { near: 'x' } }] }, '$.a[0].anything-but: unknown operator'],
  [{ $or: [{ a: [] }] }, '$.$or[0].a: an empty list'],
  [[], '$: expected a filled object'],
])('refuses the pattern %j', (pattern, complaint) => {
  expect(() => eventPattern(pattern)).toThrow(complaint);
});
