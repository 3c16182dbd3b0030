import { expect, test } from '@jest/globals';
import { answering, CUT, onBench, readExisting } from '../../support/local-netbox.ts';
import { failureOf } from '../../support/netbox-failure.ts';

const MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
test(
  'a read is repeated with growing pauses of full jitter until it is answered',
  onBench(async ({ local, netbox, pool, time }) => {
    const fault = local.fault({ method: 'GET', times: 3, ...answering(502) });
    expect(await netbox.readPrefix(pool)).toMatchObject({ id: pool });
    expect(fault.count()).toBe(3);
    expect(time.slept).toEqual([100, 200, 400]);
  }),
);

const unusable: [string, typeof CUT | ReturnType<typeof answering>][] = [
  ['500', answering(500, { body: { error: 'deadlock detected', exception: 'OperationalError' } })],
  ['429', answering(429)],
  ['an HTML page', answering(200, { body: '<html></html>', headers: { 'API-Version': '4.7' } })],
  ['a 404 page of another server', answering(404, { body: '<html></html>' })],
  ['a broken connection', CUT],
];

test.each(unusable)('an allocation that meets %s is unknown after one POST', async (_name, fault) => {
  await onBench(async ({ local, netbox, pool }) => {
    const met = local.fault({ method: 'POST', times: 9, ...fault });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({
      outcome: 'unknown',
      reason: expect.any(String),
    });
    expect(await netbox.allocateExact({ cidr: 'fd00::/56' }, MARKER)).toMatchObject({ outcome: 'unknown' });
    expect(met.count()).toBe(2);
  })();
});

test.each(unusable)('a withdrawal that meets %s is unknown after one PATCH', async (_name, fault) => {
  await onBench(async ({ local, netbox, pool }) => {
    const met = local.fault({ method: 'PATCH', times: 9, ...fault });
    const to = { claim: 'withheld/1', status: 'reserved' } as const;
    expect(await netbox.withdraw(await readExisting(netbox, pool), to)).toMatchObject({ outcome: 'unknown' });
    expect(met.count()).toBe(1);
  })();
});

test.each(unusable)('a read that meets %s is repeated', async (_name, fault) => {
  await onBench(async ({ local, netbox, pool }) => {
    local.fault({ method: 'GET', times: 2, ...fault });
    expect(await netbox.readPrefix(pool)).toMatchObject({ id: pool });
  })();
});

test(
  'a DELETE whose answer was lost is repeated, and finds the prefix gone',
  onBench(async ({ local, netbox, pool }) => {
    const prefix = await readExisting(netbox, pool);
    const fault = local.fault({ method: 'DELETE', effect: 'done', answer: 'cut' });
    expect(await netbox.remove(prefix)).toEqual({ outcome: 'gone' });
    expect(fault.count()).toBe(1);
    expect(local.prefixes()).toEqual([]);
  }),
);

test(
  'Retry-After is waited for where it fits into the call',
  onBench(async ({ local, netbox, pool, time }) => {
    local.fault(answering(429, { headers: { 'Retry-After': '7' } }));
    expect(await netbox.readPrefix(pool)).toMatchObject({ id: pool });
    expect(time.slept).toEqual([7_000]);
  }),
);

test(
  'Retry-After that does not fit is handed on at once',
  onBench(async ({ local, netbox, pool, time }) => {
    const fault = local.fault({ times: 9, ...answering(429, { headers: { 'Retry-After': '90' } }) });
    expect(await failureOf(netbox.readPrefix(pool))).toEqual({
      code: 'netbox-unavailable',
      message: 'NetBox is not to be had at the moment: NetBox answered 429.',
      retryAfterSeconds: 90,
    });
    expect([fault.count(), time.slept]).toEqual([1, []]);
  }),
);

test(
  'no call repeats beyond its 20 seconds',
  onBench(async ({ local, netbox, pool, time }) => {
    local.fault({ times: 9, ...answering(503, { headers: { 'Retry-After': '6' } }) });
    await failureOf(netbox.readPrefix(pool));
    expect(time.slept).toEqual([6_000, 6_000, 6_000]);
  }),
);
