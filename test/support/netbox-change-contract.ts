import { describe, expect, test } from '@jest/globals';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { withPeer } from './netbox-contract.ts';
import { administer, allocated, clientOf, freshMarker, makePool, type NetBoxPeer } from './netbox-peer.ts';

/** What the NetBox port promises of searches, changes and deletions, against any NetBox. */
export const netboxChangeContract = (makePeer: () => Promise<NetBoxPeer>): void => {
  const on = (body: (peer: NetBoxPeer) => Promise<void>) => withPeer(makePeer, body);

  const allocateOne = async (peer: NetBoxPeer) => {
    const pool = await makePool(peer, 48);
    const netbox = clientOf(peer);
    const marker = freshMarker();
    const { id } = allocated(await netbox.allocateNext(pool.id, 56, marker));
    const prefix = (await netbox.readPrefix(id)) as NetBoxPrefix;
    return { pool, netbox, marker, prefix };
  };

  const editByHand = (peer: NetBoxPeer, { id }: NetBoxPrefix) =>
    administer(peer, 'PATCH', { path: `ipam/prefixes/${id}/`, body: { status: 'reserved' } });

  describe('searching', () => {
    test(
      'a claim finds its own prefix and none that merely contains it or differs in case',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const netbox = clientOf(peer);
        const { lease } = freshMarker();
        const claims = [`${lease}/1`, `${lease}/10`, `${lease}/1`.toUpperCase(), `x${lease}/1`];
        for (const claim of claims) allocated(await netbox.allocateNext(pool.id, 56, { lease, claim }));
        for (const claim of claims) {
          expect((await netbox.findByClaim(claim)).map((prefix) => prefix.claim)).toEqual([claim]);
        }
        expect(await netbox.findByClaim(`${lease}/2`)).toEqual([]);
        expect((await netbox.findByLease(lease)).map((prefix) => prefix.claim)).toEqual(claims);
      }),
    );

    test(
      'what is claimed is listed by id, page after page, and nothing else',
      on(async (peer) => {
        const pool = await makePool(peer, 48);
        const netbox = clientOf(peer);
        const made: number[] = [];
        for (let count = 0; count < 5; count++) {
          made.push(allocated(await netbox.allocateNext(pool.id, 56, freshMarker())).id);
          await makePool(peer, 56);
        }
        const listed: number[] = [];
        let afterId: number | undefined = pool.id;
        while (afterId !== undefined) {
          const page = await netbox.listClaimed(afterId, 2);
          expect(page.prefixes.length).toBeLessThanOrEqual(2);
          listed.push(...page.prefixes.map(({ id }) => id));
          afterId = page.next;
        }
        expect(listed).toEqual(made);
      }),
    );

    test(
      'what is claimed within a prefix is listed without what lies beside it, and without the prefix itself',
      on(async (peer) => {
        const [pool, beside] = [await makePool(peer, 48), await makePool(peer, 48)];
        const netbox = clientOf(peer);
        const { id } = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        allocated(await netbox.allocateNext(beside.id, 56, freshMarker()));
        const { prefixes } = await netbox.listClaimed(0, 10, `${pool.network}::/48`);
        expect(prefixes.map((prefix) => prefix.id)).toEqual([id]);
        expect((await netbox.listClaimed(0, 10, `${pool.network}::/56`)).prefixes).toEqual([]);
      }),
    );
  });

  describe('withdrawing', () => {
    test(
      'it leaves the prefix in place under its mark, out of the search by lease and of the next offer',
      on(async (peer) => {
        const { pool, netbox, marker, prefix } = await allocateOne(peer);
        const claim = `quarantine/${prefix.id}`;
        expect(await netbox.withdraw(prefix, { claim, status: 'deprecated' })).toEqual({ outcome: 'done' });
        expect(await netbox.findByLease(marker.lease)).toEqual([]);
        expect(await netbox.findByClaim(marker.claim)).toEqual([]);
        const [withdrawn] = await netbox.findByClaim(claim);
        expect(withdrawn).toEqual({ id: prefix.id, cidr: prefix.cidr, status: 'deprecated', claim });
        const next = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        expect(next.cidr).not.toBe(prefix.cidr);
      }),
    );

    test(
      'a prefix that was edited since it was read is changed, and stays as it is',
      on(async (peer) => {
        const { netbox, marker, prefix } = await allocateOne(peer);
        await editByHand(peer, prefix);
        const to = { claim: `withheld/${prefix.id}`, status: 'deprecated' } as const;
        expect(await netbox.withdraw(prefix, to)).toEqual({ outcome: 'changed' });
        expect(await netbox.readPrefix(prefix.id)).toMatchObject({ status: 'reserved', ...marker });
      }),
    );

    test(
      'a mark that another prefix bears is refused',
      on(async (peer) => {
        const { netbox, pool, marker } = await allocateOne(peer);
        const other = allocated(await netbox.allocateNext(pool.id, 56, freshMarker()));
        const refused = await netbox.withdraw(other, { claim: marker.claim, status: 'reserved' });
        expect(refused).toMatchObject({ outcome: 'refused' });
      }),
    );
  });

  describe('removing', () => {
    test(
      'it deletes once, and is gone after that for every call',
      on(async (peer) => {
        const { netbox, prefix } = await allocateOne(peer);
        expect(await netbox.remove(prefix)).toEqual({ outcome: 'done' });
        expect(await netbox.remove(prefix)).toEqual({ outcome: 'gone' });
        expect(await netbox.withdraw(prefix, { claim: 'withheld/0', status: 'reserved' })).toEqual({
          outcome: 'gone',
        });
        expect(await netbox.readPrefix(prefix.id)).toBeUndefined();
      }),
    );

    test(
      'a prefix that was edited since it was read is changed, and stays',
      on(async (peer) => {
        const { netbox, prefix } = await allocateOne(peer);
        await editByHand(peer, prefix);
        expect(await netbox.remove(prefix)).toEqual({ outcome: 'changed' });
        const now = (await netbox.readPrefix(prefix.id)) as NetBoxPrefix;
        expect(now.etag).not.toBe(prefix.etag);
        expect(await netbox.remove(now)).toEqual({ outcome: 'done' });
      }),
    );

    test(
      'without an ETag it deletes whatever was edited',
      on(async (peer) => {
        const { netbox, marker, prefix } = await allocateOne(peer);
        await editByHand(peer, prefix);
        const [found] = await netbox.findByClaim(marker.claim);
        expect(await netbox.remove(found as NetBoxPrefix)).toEqual({ outcome: 'done' });
      }),
    );
  });
};
