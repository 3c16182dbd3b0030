import { beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalEventBus, localEventBus } from '../../local/event-bus.ts';
import { localQueue } from '../../local/queues.ts';
import { steppedTimeline } from '../support/stepped-timeline.ts';

const NOW = Date.UTC(2030, 0, 2, 3, 4, 5, 678);
const ENTRY = { EventBusName: 'lease', Source: 's', DetailType: 'Happened', Detail: '{"a":{"b":1}}' };

let bus: LocalEventBus;
let got: unknown[];
let failures: unknown[];
const deliver = (input: unknown) => got.push(input);

beforeEach(() => {
  got = [];
  failures = [];
  bus = localEventBus(
    () => NOW,
    (error) => failures.push(error),
  );
  bus.addBus('lease');
});

test('an event reaches every target of every rule that matches it, as an EventBridge envelope', async () => {
  bus.addRule('lease', { pattern: { source: ['s'] }, targets: [{ deliver }, { deliver }] });
  bus.addRule('lease', { pattern: { detail: { a: { b: [1] } } }, targets: [{ deliver }] });
  bus.addRule('lease', { pattern: { source: ['other'] }, targets: [{ deliver }] });
  const answer = bus.putEvents([{ ...ENTRY, Resources: ['r'] }]);
  await bus.delivered();
  const event = {
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Happened',
    source: 's',
    account: '000000000000',
    time: '2030-01-02T03:04:05Z',
    region: 'us-east-1',
    resources: ['r'],
    detail: { a: { b: 1 } },
  };
  expect(got).toEqual([event, event, event]);
  expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: (got[0] as { id: string }).id }] });
});

test.each<[string | undefined, unknown]>([
  ['$.detail', { a: { b: 1 } }],
  ['$.detail.a.b', 1],
  ['$.nothing.here', undefined],
  ['$', expect.objectContaining({ source: 's' })],
  [undefined, expect.objectContaining({ source: 's' })],
])('a target with the input path %s gets that part', async (inputPath, part) => {
  bus.addRule('lease', { pattern: { source: ['s'] }, targets: [{ deliver, inputPath }] });
  bus.putEvents([ENTRY]);
  await bus.delivered();
  expect(got).toEqual([part]);
});

test('a bus may be named by its ARN, and buses do not hear each other', async () => {
  bus.addBus('default');
  bus.addRule('lease', { pattern: { source: ['s'] }, targets: [{ deliver: () => got.push('lease') }] });
  bus.addRule('default', { pattern: { source: ['s'] }, targets: [{ deliver: () => got.push('default') }] });
  bus.addBus('lease');
  const { EventBusName, ...unnamed } = ENTRY;
  bus.putEvents([
    unnamed,
    { ...ENTRY, EventBusName: `arn:aws:events:us-east-1:000000000000:event-bus/${EventBusName}` },
  ]);
  await bus.delivered();
  expect(got).toEqual(['default', 'lease']);
});

test('a bus that is not there is refused loudly, for rules and events', () => {
  expect(() => bus.putEvents([{ ...ENTRY, EventBusName: 'none' }])).toThrow('There is no event bus none.');
  expect(() => bus.addRule('none', { pattern: { source: ['s'] }, targets: [] })).toThrow('no event bus none');
});

describe('of a call', () => {
  test.each([
    [{ Source: '' }, 'InvalidArgument'],
    [{ DetailType: '' }, 'InvalidArgument'],
    [{ Detail: '' }, 'InvalidArgument'],
    [{ Detail: '{' }, 'MalformedDetail'],
    [{ Detail: '[]' }, 'MalformedDetail'],
    [{ Detail: 'null' }, 'MalformedDetail'],
    [{ Detail: '1' }, 'MalformedDetail'],
  ])('an entry with %j fails alone', async (fault, ErrorCode) => {
    bus.addRule('lease', { pattern: { source: ['s'] }, targets: [{ deliver }] });
    const answer = bus.putEvents([ENTRY, { ...ENTRY, ...fault }]);
    await bus.delivered();
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode }],
    });
    expect(got).toHaveLength(1);
  });
});

test('what a target refuses goes to its dead letters, or is lost where it has none', async () => {
  const settings = { name: 'dead', arn: 'arn:dead', visibilitySeconds: 30, delaySeconds: 0 };
  const deadLetters = localQueue(settings, steppedTimeline(NOW));
  const refuse = () => Promise.reject(new Error('no'));
  bus.addRule('lease', {
    pattern: { source: ['s'] },
    targets: [{ deliver: refuse, deadLetters, inputPath: '$.detail' }, { deliver: refuse }, { deliver }],
  });
  bus.putEvents([ENTRY]);
  await bus.delivered();
  expect(deadLetters.messages().map(({ body }) => JSON.parse(body))).toMatchObject([{ source: 's' }]);
  expect(failures).toHaveLength(2);
  expect(got).toHaveLength(1);
});
