import { expect, test } from '@jest/globals';
import { startNetBox } from '../../../local/netbox/start-netbox.ts';
import { withPeer } from '../../support/netbox-contract.ts';
import { administer, makePool, makeVrf, type NetBoxPeer } from '../../support/netbox-peer.ts';
import { send } from '../../support/netbox-raw.ts';

const TOKEN = 'nbt_local.0123456789';

const on = (body: (peer: NetBoxPeer) => Promise<void>) =>
  withPeer(async () => {
    const { url, close } = await startNetBox({ token: TOKEN });
    return { url, tokens: [TOKEN], close };
  }, body);

const listIds = async (peer: NetBoxPeer, query: string): Promise<number[]> => {
  const { results } = await administer(peer, 'GET', { path: `ipam/prefixes/?${query}` });
  return (results as { id: number }[]).map(({ id }) => id);
};

test(
  'prefixes are found by id, family, status and table',
  on(async (peer) => {
    const vrf = await makeVrf(peer);
    const [first, second] = [await makePool(peer, 48), await makePool(peer, 48, vrf)];
    expect(await listIds(peer, `id=${first.id}&id=${second.id}&ordering=id`)).toEqual([first.id, second.id]);
    expect(await listIds(peer, `vrf_id=${vrf}`)).toEqual([second.id]);
    expect(await listIds(peer, 'vrf_id=null')).toEqual([first.id]);
    expect(await listIds(peer, 'status=container&ordering=id')).toEqual([first.id, second.id]);
    expect(await listIds(peer, 'status=active')).toEqual([]);
    expect(await listIds(peer, 'family=4')).toEqual([]);
  }),
);

test(
  'a prefix shows how many it holds and how many hold it',
  on(async (peer) => {
    const pool = await makePool(peer, 48);
    await administer(peer, 'POST', { path: 'ipam/prefixes/', body: { prefix: `${pool.network}::/56` } });
    expect(await administer(peer, 'GET', { path: `ipam/prefixes/${pool.id}/` })).toMatchObject({
      children: 1,
      _depth: 0,
    });
  }),
);

test.each([
  { to: ['POST', 'ipam/vrfs/'], body: {}, says: { name: ['This field is required.'] } },
  {
    to: ['POST', 'extras/custom-fields/'],
    body: { name: 'x' },
    says: { object_types: ['This field is required.'], type: ['This field is required.'] },
  },
  {
    to: ['POST', 'extras/custom-fields/'],
    body: { name: 'x', type: 'text', object_types: [], filter_logic: 'fuzzy' },
    says: { filter_logic: ['fuzzy is not a valid choice.'] },
  },
  {
    to: ['PATCH', 'extras/custom-fields/1/'],
    body: { filter_logic: 'fuzzy' },
    says: { filter_logic: ['fuzzy is not a valid choice.'] },
  },
  {
    to: ['POST', 'ipam/prefixes/'],
    body: { prefix: 'fd12::/48', status: 'x' },
    says: { status: ['x is not a valid choice.'] },
  },
  {
    to: ['POST', 'ipam/prefixes/'],
    body: { prefix: 'fd12::/48', custom_fields: { x: 'y' } },
    says: { custom_fields: { x: "Custom field 'x' does not exist for this object type." } },
  },
  {
    to: ['PATCH', 'ipam/prefixes/3/'],
    body: { custom_fields: { leasehold_lease: 7 } },
    says: { __all__: ["Invalid value for custom field 'leasehold_lease': Value must be a string."] },
  },
] as const)('$to with $body is refused', async ({ to: [method, path], body, says }) => {
  await on(async (peer) => {
    await makePool(peer, 48);
    const got = await send(peer, [method, path], { body });
    expect([got.status, got.body]).toEqual([400, says]);
  })();
});

test.each([
  ['POST', 'ipam/prefixes/999/available-prefixes/'],
  ['PATCH', 'extras/custom-fields/999/'],
  ['DELETE', 'extras/custom-fields/999/'],
])('%s %s finds nothing', async (method, path) => {
  await on(async (peer) => {
    expect((await send(peer, [method, path], { body: { prefix_length: 56 } })).status).toBe(404);
  })();
});

test(
  'all custom fields are listed where no name is given, and only those on prefixes are shown there',
  on(async (peer) => {
    const body = { name: 'site_only', label: 'Site', type: 'text', object_types: ['dcim.site'] };
    await administer(peer, 'POST', { path: 'extras/custom-fields/', body });
    const { results } = await administer(peer, 'GET', { path: 'extras/custom-fields/' });
    expect((results as { display: string }[]).map(({ display }) => display)).toEqual([
      'Leasehold lease',
      'Leasehold claim',
      'Site',
    ]);
    const { id } = await makePool(peer, 48);
    const prefix = await administer(peer, 'GET', { path: `ipam/prefixes/${id}/` });
    expect(Object.keys(prefix.custom_fields as object)).toEqual(['leasehold_lease', 'leasehold_claim']);
  }),
);

test(
  'no page is longer than NetBox allows, and a limit that is none is the usual one',
  on(async (peer) => {
    for (let count = 0; count < 51; count++) await makePool(peer, 48);
    expect(await listIds(peer, 'limit=9999')).toHaveLength(51);
    expect(await listIds(peer, 'limit=x')).toHaveLength(50);
    expect(await listIds(peer, 'limit=50&offset=50')).toHaveLength(1);
    const third = await administer(peer, 'GET', { path: 'ipam/prefixes/?limit=20&offset=40' });
    expect(third.previous).toMatch(/limit=20&offset=20$/);
  }),
);
