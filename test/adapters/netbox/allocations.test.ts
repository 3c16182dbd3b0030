import { expect, test } from '@jest/globals';
import { CUT, onBench, saying } from '../../support/local-netbox.ts';
import { allocated } from '../../support/netbox-peer.ts';

const MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
const AVAILABLE = /available-prefixes/;
const DUPLICATE = { prefix: ['Duplicate prefix found in global table: fd12:3456:789a:100::/56'] };

const made = (change: object = {}) => ({
  id: 7,
  prefix: 'fd12:3456:789a::/56',
  vrf: null,
  status: { value: 'active' },
  custom_fields: { leasehold_lease: MARKER.lease, leasehold_claim: MARKER.claim },
  ...change,
});

test(
  'an allocation whose answer was lost is unknown, was posted once, and is found by its claim',
  onBench(async ({ local, netbox, pool }) => {
    const lost = local.fault({ method: 'POST', effect: 'done', answer: 'cut', times: 9 });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toMatchObject({ outcome: 'unknown' });
    expect(lost.count()).toBe(1);
    expect(await netbox.findByClaim(MARKER.claim)).toMatchObject([MARKER]);
  }),
);

test(
  'an allocation that lands late is unknown, is not found before and is found after',
  onBench(async ({ local, netbox, pool }) => {
    const late = local.fault({ method: 'POST', effect: 'released', answer: 'cut' });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toMatchObject({ outcome: 'unknown' });
    expect(await netbox.findByClaim(MARKER.claim)).toEqual([]);
    await late.release();
    expect(await netbox.findByClaim(MARKER.claim)).toHaveLength(1);
  }),
);

test.each([
  ['without the mark, as a NetBox 4.4 that lacks the fields', made({ custom_fields: {} })],
  [
    'with the claim of another',
    made({ custom_fields: { leasehold_lease: MARKER.lease, leasehold_claim: 'x' } }),
  ],
  [
    'with the lease of another',
    made({ custom_fields: { leasehold_lease: 'x', leasehold_claim: MARKER.claim } }),
  ],
  ['of another length', made({ prefix: 'fd12:3456:789a::/60' })],
  ['that is unreadable', made({ id: null })],
  ['in a list', [made()]],
])('a prefix that was made %s is unknown', async (_name, body) => {
  await onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(201, body) });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toMatchObject({ outcome: 'unknown' });
  })();
});

test.each([
  ['another prefix', made({ prefix: 'fd12:3456:789b::/56' })],
  ['the prefix in another table', made({ vrf: { id: 9 } })],
])('%s in place of the exact one is unknown', async (_name, body) => {
  await onBench(async ({ local, netbox }) => {
    local.fault({ method: 'POST', ...saying(201, body) });
    expect(await netbox.allocateExact({ cidr: 'fd12:3456:789a::/56' }, MARKER)).toEqual({
      outcome: 'unknown',
      reason: expect.stringContaining('(id 7), which is not what was asked for'),
    });
  })();
});

test.each([200, 202])('a success of another kind, %d, is unknown', async (status) => {
  await onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(status, made()) });
    const unknown = { outcome: 'unknown', reason: `NetBox answered ${status}` };
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual(unknown);
  })();
});

test(
  'a duplicate prefix in a pool with room, which somebody took by hand, is not exhaustion',
  onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(400, DUPLICATE) });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({ outcome: 'duplicate' });
  }),
);

test(
  'a duplicate prefix in a pool that is gone meanwhile is not exhaustion',
  onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(400, DUPLICATE) });
    local.fault({
      path: /prefixes\/\d+\/$/,
      ...saying(404, { detail: 'No Prefix matches the given query.' }),
    });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({ outcome: 'duplicate' });
  }),
);

test(
  'a duplicate prefix in a pool that cannot be read is unknown',
  onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(400, DUPLICATE) });
    local.fault({ path: /prefixes\/\d+\/$/, times: 9, ...CUT });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toMatchObject({ outcome: 'unknown' });
  }),
);

test.each([
  [400, { custom_fields: { leasehold_claim: "Custom field 'leasehold_claim' does not exist" } }],
  [400, { __all__: ["Custom field 'other' must have a unique value."] }],
  [403, { detail: 'You do not have permission to perform this action.' }],
  [405, { detail: 'Method "POST" not allowed.' }],
  [418, {}],
])('a refusal, %d %j, is refused with its reason', async (status, body) => {
  await onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(status, body) });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({
      outcome: 'refused',
      reason: expect.stringContaining(`(${status})`),
    });
  })();
});

test(
  'a conflict of an exact prefix is refused, and no exhaustion',
  onBench(async ({ local, netbox }) => {
    local.fault({ method: 'POST', ...saying(409, { detail: 'x' }) });
    expect(await netbox.allocateExact({ cidr: 'fd00::/56' }, MARKER)).toEqual({
      outcome: 'refused',
      reason: 'NetBox refused the request (409): x',
    });
  }),
);

test(
  'a redirect of a POST is refused',
  onBench(async ({ local, netbox, pool }) => {
    local.fault({ method: 'POST', effect: 'none', answer: { status: 307, headers: { Location: '/x' } } });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({
      outcome: 'refused',
      reason: 'NetBox answered 307, a redirect to /x',
    });
  }),
);

test(
  'nothing is posted while the fields are not known to be right',
  onBench(async ({ local, netbox, pool }) => {
    const posted = local.fault({ method: 'POST', effect: 'done', answer: 'own', times: 9 });
    local.fault({ path: /custom-fields/, ...saying(200, { next: null, results: [] }) });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toEqual({
      outcome: 'refused',
      reason: expect.stringContaining('leasehold_claim is missing'),
    });
    const away = local.fault({ path: /custom-fields/, times: 9, ...CUT });
    expect(await netbox.allocateExact({ cidr: 'fd00::/56' }, MARKER)).toMatchObject({ outcome: 'unknown' });
    away.clear();
    expect(posted.count()).toBe(0);
  }),
);

test(
  'eight claims at once on a pool with room for four give four prefixes and four exhausted',
  onBench(async ({ local, netbox }) => {
    const pool = local.addPool('fd99::/54').id;
    const calls = Array.from({ length: 8 }, (_, epoch) =>
      netbox.allocateNext(pool, 56, { lease: 'isp-a/s', claim: `isp-a/s/${epoch}` }),
    );
    const outcomes = (await Promise.all(calls)).map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual([...Array(4).fill('allocated'), ...Array(4).fill('exhausted')]);
  }),
);

test(
  'an error that is no fault of NetBox is thrown on',
  onBench(
    async ({ netbox, pool }) => {
      await expect(netbox.allocateNext(pool, 56, MARKER)).rejects.toThrow('the metrics are broken');
    },
    {
      onRequest: () => {
        throw new Error('the metrics are broken');
      },
    },
  ),
);

test(
  'the prefix of an allocation is in the canonical spelling',
  onBench(async ({ local, netbox, pool }) => {
    local.fault({ path: AVAILABLE, ...saying(201, made({ prefix: 'FD12:3456:789A:0:0::/56' })) });
    expect(allocated(await netbox.allocateNext(pool, 56, MARKER)).cidr).toBe('fd12:3456:789a::/56');
  }),
);
