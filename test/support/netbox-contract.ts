import { describe, expect, test } from '@jest/globals';
import {
  administer,
  allocated,
  clientOf,
  freshMarker,
  makePool,
  makeVrf,
  type NetBoxPeer,
  randomNetwork,
} from './netbox-peer.ts';

/** Runs a test against a peer of its own and takes it down whatever happens. */
export const withPeer =
  (makePeer: () => Promise<NetBoxPeer>, body: (peer: NetBoxPeer) => Promise<void>) =>
  async (): Promise<void> => {
    const peer = await makePeer();
    try {
      await body(peer);
    } finally {
      await peer.close();
    }
  };

/**
 * What the NetBox port promises of prefixes, against any NetBox: a fake that the real one would contradict is a
 * defect. `makePeer` gives one with both custom fields in place.
 */
export const netboxContract = (makePeer: () => Promise<NetBoxPeer>): void => {
  const on = (body: (peer: NetBoxPeer) => Promise<void>) => withPeer(makePeer, body);

  describe('allocating', () => {
    test(
      'the next free prefix of the pool is made, active and marked, in one call',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const marker = freshMarker();
        const netbox = clientOf(peer);
        const first = allocated(await netbox.allocateNext(pool.id, 56, marker));
        expect(first).toEqual({ id: first.id, cidr: `${pool.network}::/56`, status: 'active', ...marker });
        const second = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        expect(second.cidr).toBe(`${pool.network}:100::/56`);
      }),
    );

    test(
      'a claim that is taken is a duplicate, and no second prefix is made',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const marker = freshMarker();
        const netbox = clientOf(peer);
        const first = allocated(await netbox.allocateNext(pool.id, 56, marker));
        expect(await netbox.allocateNext(pool.id, 56, marker)).toEqual({ outcome: 'duplicate' });
        expect((await netbox.findByLease(marker.lease)).map(({ id }) => id)).toEqual([first.id]);
      }),
    );

    test(
      'of eight calls at once with one claim, one makes a prefix',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const marker = freshMarker();
        const netbox = clientOf(peer);
        const calls = Array.from({ length: 8 }, () => netbox.allocateNext(pool.id, 56, marker));
        const outcomes = (await Promise.all(calls)).map(({ outcome }) => outcome).sort();
        expect(outcomes).toEqual(['allocated', ...Array<string>(7).fill('duplicate')]);
        expect(await netbox.findByClaim(marker.claim)).toHaveLength(1);
      }),
    );

    test(
      'eight calls at once with eight claims make eight different prefixes',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const netbox = clientOf(peer);
        const calls = Array.from({ length: 8 }, () => netbox.allocateNext(pool.id, 56, freshMarker()));
        const cidrs = (await Promise.all(calls)).map((made) => allocated(made).cidr);
        expect(new Set(cidrs).size).toBe(8);
      }),
    );

    test(
      'a full pool is exhausted, until a prefix of it is deleted',
      on(async (peer) => {
        const pool = await makePool(peer, 55);
        const netbox = clientOf(peer);
        const first = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        expect(await netbox.allocateNext(pool.id, 56, freshMarker())).toEqual({ outcome: 'exhausted' });
        expect(await netbox.remove(first)).toEqual({ outcome: 'done' });
        expect(allocated(await netbox.allocateNext(pool.id, 56, freshMarker())).cidr).toBe(first.cidr);
      }),
    );

    test(
      'a pool that is as long as the request, or longer, is exhausted',
      on(async (peer) => {
        const pool = await makePool(peer, 56);
        const netbox = clientOf(peer);
        expect(await netbox.allocateNext(pool.id, 56, freshMarker())).toEqual({ outcome: 'exhausted' });
        expect(await netbox.allocateNext(pool.id, 48, freshMarker())).toEqual({ outcome: 'exhausted' });
      }),
    );

    test(
      'a pool that does not exist is refused',
      on(async (peer) => {
        const refused = await clientOf(peer).allocateNext(999_999_999, 56, freshMarker());
        expect(refused).toEqual({ outcome: 'refused', reason: expect.stringContaining('No Prefix matches') });
      }),
    );

    test(
      'a length that NetBox does not know is refused',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const refused = await clientOf(peer).allocateNext(pool.id, 129, freshMarker());
        expect(refused).toEqual({
          outcome: 'refused',
          reason: expect.stringContaining('Invalid prefix length'),
        });
      }),
    );

    test(
      'a prefix of a pool in a VRF is made in that VRF',
      on(async (peer) => {
        const vrfId = await makeVrf(peer);
        const pool = await makePool(peer, 48, vrfId);
        const netbox = clientOf(peer);
        const made = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        expect(made).toMatchObject({ vrfId, cidr: `${pool.network}::/56` });
        expect(await netbox.readPrefix(made.id)).toMatchObject({ vrfId });
      }),
    );

    test(
      'what another VRF holds is not seen by the pool',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const vrf = await makeVrf(peer);
        const body = { prefix: `${pool.network}::/56`, vrf };
        await administer(peer, 'POST', { path: 'ipam/prefixes/', body });
        const made = allocated(await clientOf(peer).allocateNext(pool.id, 56, freshMarker()));
        expect(made.cidr).toBe(`${pool.network}::/56`);
      }),
    );
  });

  describe('allocating one certain prefix', () => {
    test(
      'it is made, marked; the same again is a duplicate',
      on(async (peer) => {
        const cidr = `${randomNetwork()}::/56`;
        const marker = freshMarker();
        const netbox = clientOf(peer);
        const made = allocated(await netbox.allocateExact({ cidr }, marker));
        expect(made).toEqual({ id: made.id, cidr, status: 'active', ...marker });
        expect(await netbox.allocateExact({ cidr }, freshMarker())).toEqual({ outcome: 'duplicate' });
        const other = { cidr: `${randomNetwork()}::/56` };
        expect(await netbox.allocateExact(other, marker)).toEqual({ outcome: 'duplicate' });
      }),
    );

    test(
      'it is made in the VRF that is named, beside one of the global table',
      on(async (peer) => {
        const vrfId = await makeVrf(peer);
        const cidr = `${randomNetwork()}::/56`;
        const netbox = clientOf(peer);
        allocated(await netbox.allocateExact({ cidr }, freshMarker()));
        const made = allocated(await netbox.allocateExact({ cidr, vrfId }, freshMarker()));
        expect(made).toMatchObject({ cidr, vrfId });
        expect(await netbox.allocateExact({ cidr, vrfId: 999_999_999 }, freshMarker())).toMatchObject({
          outcome: 'refused',
        });
      }),
    );
  });
};
