import { describe, expect, test } from '@jest/globals';
import { withPeer } from './netbox-contract.ts';
import { failureOf } from './netbox-failure.ts';
import {
  allocated,
  clientOf,
  deleteField,
  editField,
  freshMarker,
  makePool,
  type NetBoxPeer,
  setUp,
} from './netbox-peer.ts';

const LEASE = 'leasehold_lease';
const CLAIM = 'leasehold_claim';

const misconfigured = (text: string) => ({
  code: 'netbox-misconfigured',
  message: expect.stringContaining(text),
});

/** What the NetBox port and the setup promise of custom fields and tokens, against any NetBox. */
export const netboxSetupContract = (makePeer: () => Promise<NetBoxPeer>): void => {
  const on = (body: (peer: NetBoxPeer) => Promise<void>) =>
    withPeer(makePeer, async (peer) => {
      try {
        await body(peer);
      } finally {
        // A real NetBox serves the tests that follow.
        await editField(peer, CLAIM, { filter_logic: 'exact', unique: true });
        await editField(peer, LEASE, { filter_logic: 'exact', unique: false });
      }
    });

  describe('the custom fields', () => {
    test(
      'are made by the setup where they are missing, and kept where they are right',
      on(async (peer) => {
        expect(await setUp(peer)).toEqual({ created: [], kept: [LEASE, CLAIM] });
        await deleteField(peer, CLAIM);
        expect(await setUp(peer)).toEqual({ created: [CLAIM], kept: [LEASE] });
        await deleteField(peer, LEASE);
        await deleteField(peer, CLAIM);
        expect(await setUp(peer)).toEqual({ created: [LEASE, CLAIM], kept: [] });
        await clientOf(peer).checkFields();
      }),
    );

    test(
      'that are wrong make the setup say what to do, and change nothing',
      on(async (peer) => {
        await deleteField(peer, LEASE);
        await editField(peer, CLAIM, { filter_logic: 'loose' });
        expect(await failureOf(setUp(peer))).toEqual(misconfigured('set it to Exact'));
        expect(await failureOf(clientOf(peer).checkFields())).toEqual(misconfigured(`${LEASE} is missing`));
        await editField(peer, CLAIM, { filter_logic: 'exact' });
        expect(await setUp(peer)).toEqual({ created: [LEASE], kept: [CLAIM] });
      }),
    );

    test(
      'when missing, refuse every search and allocation, until they are there',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const netbox = clientOf(peer);
        await deleteField(peer, CLAIM);
        const missing = misconfigured(`${CLAIM} is missing`);
        expect(await failureOf(netbox.findByClaim('isp-a/s/1'))).toEqual(missing);
        expect(await failureOf(netbox.findByLease('isp-a/s'))).toEqual(missing);
        expect(await failureOf(netbox.listClaimed(0, 10))).toEqual(missing);
        expect(await netbox.allocateNext(pool.id, 56, freshMarker())).toEqual({
          outcome: 'refused',
          reason: missing.message,
        });
        await setUp(peer);
        allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
      }),
    );

    test(
      'when deleted later, make a search misconfigured and no match of what it finds',
      on(async (peer) => {
        await makePool(peer, 48);
        const netbox = clientOf(peer);
        expect(await netbox.findByClaim('isp-a/s/1')).toEqual([]);
        await deleteField(peer, CLAIM);
        expect(await failureOf(netbox.findByClaim('isp-a/s/1'))).toEqual(
          misconfigured(`${CLAIM} is missing`),
        );
        await setUp(peer);
        expect(await netbox.findByClaim('isp-a/s/1')).toEqual([]);
      }),
    );

    test.each([
      { name: CLAIM, change: { filter_logic: 'loose' }, says: 'has filter logic loose' },
      { name: CLAIM, change: { filter_logic: 'disabled' }, says: 'has filter logic disabled' },
      { name: LEASE, change: { filter_logic: 'loose' }, says: 'has filter logic loose' },
      { name: CLAIM, change: { unique: false }, says: 'is not unique' },
      { name: LEASE, change: { unique: true }, says: 'is unique' },
    ])('are not trusted when $name $says', async ({ name, change, says }) => {
      await on(async (peer) => {
        const netbox = clientOf(peer);
        await editField(peer, name, change);
        expect(await failureOf(netbox.checkFields())).toEqual(misconfigured(`${name} ${says}`));
        expect(await failureOf(netbox.findByClaim('isp-a/s/1'))).toEqual(misconfigured(`${name} ${says}`));
      })();
    });
  });

  describe('the token', () => {
    test(
      'works in every kind that the peer has',
      on(async (peer) => {
        for (const token of peer.tokens)
          expect(await clientOf(peer, token).findByLease('isp-a/s')).toEqual([]);
      }),
    );

    test.each(['nbt_leaseholdkey.wrong', 'nbt_nosuchkey.wrong', 'f'.repeat(40)])(
      'is refused when it is wrong: %s',
      async (token) => {
        await on(async (peer) => {
          const netbox = clientOf(peer, token);
          const refused = { code: 'netbox-refused', message: expect.stringContaining('(403): Invalid v') };
          expect(await failureOf(netbox.readPrefix(1))).toEqual(refused);
          expect(await failureOf(netbox.findByClaim('isp-a/s/1'))).toEqual(refused);
          const write = { outcome: 'refused', reason: expect.stringContaining('(403): Invalid v') };
          expect(await netbox.allocateNext(1, 56, freshMarker())).toEqual(write);
          expect(await netbox.remove({ id: 1, cidr: 'fd00::/48', status: 'active' })).toEqual(write);
        })();
      },
    );
  });
};
