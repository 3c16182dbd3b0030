import { expect, test } from '@jest/globals';
import { startNetBox } from '../../../local/netbox/start-netbox.ts';
import { onBench, readExisting } from '../../support/local-netbox.ts';
import { administer, allocated, clientOf, type NetBoxPeer } from '../../support/netbox-peer.ts';

const TOKEN = 'nbt_local.0123456789';
const MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };

test('what one dumped the next one holds, with the ids going on', async () => {
  const first = await startNetBox({ token: TOKEN });
  const pool = first.addPool('fd12::/48', { vrf: 'blue' });
  const netbox = clientOf({ url: first.url, tokens: [TOKEN], close: first.close });
  const made = allocated(await netbox.allocateNext(pool.id, 56, MARKER));
  const saved = JSON.parse(JSON.stringify(first.dump()));
  await first.close();

  const second = await startNetBox({ token: TOKEN, saved });
  try {
    const again = clientOf({ url: second.url, tokens: [TOKEN], close: second.close });
    expect(second.prefixes()).toEqual([
      { id: pool.id, cidr: 'fd12::/48', vrfId: pool.vrfId, status: 'container', customFields: {} },
      {
        id: made.id,
        cidr: 'fd12::/56',
        vrfId: pool.vrfId,
        status: 'active',
        customFields: { leasehold_lease: MARKER.lease, leasehold_claim: MARKER.claim },
      },
    ]);
    expect(await again.findByClaim(MARKER.claim)).toHaveLength(1);
    const next = allocated(await again.allocateNext(pool.id, 56, { ...MARKER, claim: 'isp-a/s/2' }));
    expect(next.id).toBeGreaterThan(made.id);
    expect(second.addPool('fd13::/48', { vrf: 'blue' }).vrfId).toBe(pool.vrfId);
  } finally {
    await second.close();
  }
});

test('what holds a prefix that is none is refused', async () => {
  const prefix = {
    id: 1,
    prefix: '10.0.0.0/8',
    vrf: null,
    status: 'active',
    customFields: {},
    created: '',
    lastUpdated: '',
  };
  const saved = { lastId: 1, prefixes: [prefix], vrfs: [], fields: [] };
  await expect(startNetBox({ token: TOKEN, saved })).rejects.toThrow('10.0.0.0/8');
});

test(
  'a pool is an IPv6 prefix',
  onBench(async ({ local }) => {
    expect(() => local.addPool('10.0.0.0/8')).toThrow('not 10.0.0.0/8');
  }),
);

test('a time that falls on a whole second is printed without a fraction, and no two are equal', async () => {
  const local = await startNetBox({ token: TOKEN, clock: () => Date.UTC(2026, 10, 24) });
  try {
    local.addPool('fd12::/48');
    local.addPool('fd13::/48');
    const saved = local.dump().prefixes.map(({ created, lastUpdated }) => [created, lastUpdated]);
    expect(saved).toEqual([
      ['2026-11-24T00:00:00Z', '2026-11-24T00:00:00.000001Z'],
      ['2026-11-24T00:00:00.000002Z', '2026-11-24T00:00:00.000003Z'],
    ]);
  } finally {
    await local.close();
  }
});

test(
  'a defect of its own is a 500 with its words',
  onBench(async ({ local, options }) => {
    const peer: NetBoxPeer = { url: local.url, tokens: [await options.token()], close: local.close };
    const twice = { name: 'twice', type: 'text', object_types: 7 };
    await administer(peer, 'POST', { path: 'extras/custom-fields/', body: twice });
    await expect(administer(peer, 'GET', { path: 'ipam/prefixes/' })).rejects.toThrow(
      'answered 500: {"error":"TypeError',
    );
  }),
);

test(
  'a late effect with its own answer is answered when it is released',
  onBench(async ({ local, netbox, pool }) => {
    await netbox.checkFields();
    const late = local.fault({ method: 'POST', effect: 'released', answer: 'own' });
    const call = netbox.allocateNext(pool, 56, MARKER);
    await late.met;
    expect(local.prefixes()).toHaveLength(1);
    await late.release();
    expect(allocated(await call).cidr).toBe('fd12:3456:789a::/56');
  }),
);

test(
  'an effect without its own answer happens all the same',
  onBench(async ({ local, netbox, pool }) => {
    await netbox.checkFields();
    local.fault({ method: 'POST', effect: 'done', answer: { status: 502 } });
    expect(await netbox.allocateNext(pool, 56, MARKER)).toMatchObject({ outcome: 'unknown' });
    expect(local.prefixes()).toHaveLength(2);
  }),
);

test(
  'faults are met in the order they were set up, each by what matches it',
  onBench(async ({ local, netbox, pool }) => {
    const patch = local.fault({ method: 'PATCH', effect: 'none', answer: 'cut' });
    const other = local.fault({ path: /prefixes\/999\//, effect: 'none', answer: 'cut' });
    const first = local.fault({ path: /prefixes\/\d+\/$/, effect: 'done', answer: 'own' });
    const second = local.fault({ effect: 'done', answer: 'own', times: 9 });
    await readExisting(netbox, pool);
    await readExisting(netbox, pool);
    second.clear();
    await readExisting(netbox, pool);
    expect([patch, other, first, second].map((fault) => fault.count())).toEqual([0, 0, 1, 1]);
  }),
);

test(
  'it refuses connections while it is down, and has kept everything when it is up again',
  onBench(async ({ local, netbox, pool, time }) => {
    await local.down();
    await expect(netbox.readPrefix(pool)).rejects.toThrow('ECONNREFUSED');
    await local.up();
    time.pass(10_000);
    expect(await readExisting(netbox, pool)).toMatchObject({ id: pool });
    await local.down();
    await local.down();
  }),
);
