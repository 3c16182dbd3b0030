import { expect, test } from '@jest/globals';
import { netboxClient } from '../../../shared/adapters/netbox/client.ts';
import { answering, CUT, onBench, readExisting } from '../../support/local-netbox.ts';
import { failureOf } from '../../support/netbox-failure.ts';
import { recordedNetBox } from '../../support/recorded-netbox.ts';

const MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
test('a NetBox that fails every other time is asked little more than without retries', async () => {
  let sent = 0;
  const { netbox } = recordedNetBox({
    random: () => 0.5,
    fetch: async () => {
      sent += 1;
      return new Response(null, { status: sent % 2 === 1 ? 503 : 204, headers: { 'API-Version': '4.7' } });
    },
  });
  for (let call = 0; call < 1_000; call++)
    await netbox.remove({ id: 7, cidr: 'fd00::/56', status: 'active' });
  const firstTokens = 3;
  expect(sent).toBeGreaterThan(1_000 + firstTokens);
  expect(sent).toBeLessThanOrEqual(1.1 * 1_000 + firstTokens);
});

test(
  'a NetBox that is down is asked five times, then once in ten seconds',
  onBench(async ({ local, netbox, pool, reports, time }) => {
    await local.down();
    const sent = () => reports.filter(({ outcome }) => outcome === 'failed').length;
    for (let call = 0; call < 50; call++) await failureOf(netbox.readPrefix(pool));
    expect(sent()).toBe(5);
    time.pass(10_000);
    for (let call = 0; call < 50; call++) await failureOf(netbox.readPrefix(pool));
    expect(sent()).toBe(6);
  }),
);

test('the first calls to a NetBox that is down cost three requests more than there are calls', async () => {
  let sent = 0;
  const { netbox } = recordedNetBox({
    random: () => 0,
    fetch: async () => {
      sent += 1;
      throw new TypeError('fetch failed');
    },
  });
  const asked: number[] = [];
  for (let call = 0; call < 4; call++) {
    await failureOf(netbox.readPrefix(7));
    asked.push(sent);
  }
  expect(asked).toEqual([4, 5, 5, 5]);
});

test(
  'while nothing is sent, reads say when to come back and writes are unknown',
  onBench(async ({ local, netbox, pool, reports }) => {
    const prefix = await readExisting(netbox, pool);
    await netbox.checkFields();
    await local.down();
    for (let call = 0; call < 2; call++) await failureOf(netbox.readPrefix(pool));
    const before = reports.length;
    const said = 'NetBox has not answered for a while; nothing was sent';
    expect(await failureOf(netbox.readPrefix(pool))).toEqual({
      code: 'netbox-unavailable',
      message: `NetBox is not to be had at the moment: ${said}.`,
      retryAfterSeconds: 10,
    });
    const unknown = { outcome: 'unknown', reason: said };
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual(unknown);
    expect(await netbox.withdraw(prefix, { claim: 'withheld/1', status: 'reserved' })).toEqual(unknown);
    expect(await netbox.remove(prefix)).toEqual(unknown);
    expect(reports.slice(before).map(({ outcome }) => outcome)).toEqual(Array(4).fill('not_sent'));
  }),
);

test(
  'one probe goes out when the pause is over, and its answer lets all others through',
  onBench(async ({ local, netbox, pool, time }) => {
    await local.down();
    for (let call = 0; call < 2; call++) await failureOf(netbox.readPrefix(pool));
    await local.up();
    time.pass(10_000);
    const both = await Promise.allSettled([netbox.readPrefix(pool), netbox.readPrefix(pool)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await netbox.readPrefix(pool)).toMatchObject({ id: pool });
  }),
);

test(
  'a DELETE that was sent once is not said to be unsent because the repeat was not',
  onBench(async ({ local, netbox, pool }) => {
    const prefix = await readExisting(netbox, pool);
    const fault = local.fault({ times: 9, ...CUT });
    const to = { claim: 'withheld/1', status: 'reserved' } as const;
    for (let call = 0; call < 4; call++) await netbox.withdraw(prefix, to);
    const change = await netbox.remove(prefix);
    expect(change).toEqual({ outcome: 'unknown', reason: expect.not.stringContaining('nothing was sent') });
    expect(fault.count()).toBe(5);
  }),
);

test(
  'every request is reported with its operation, outcome and duration',
  onBench(async ({ local, netbox, pool, reports }) => {
    local.fault(answering(500));
    await netbox.readPrefix(pool);
    await netbox.readPrefix(pool + 1);
    expect(reports).toEqual([
      { operation: 'readPrefix', outcome: 'failed', milliseconds: 0 },
      { operation: 'readPrefix', outcome: 'ok', milliseconds: 0 },
      { operation: 'readPrefix', outcome: 'refused', milliseconds: 0 },
    ]);
  }),
);

test(
  'a client needs no listener',
  onBench(async ({ options, pool }) => {
    const { onRequest: _none, ...rest } = options;
    expect(await netboxClient(rest).readPrefix(pool)).toMatchObject({ id: pool });
  }),
);
