import { describe, expect, test } from '@jest/globals';
import { withPeer } from './netbox-contract.ts';
import { editField, freshMarker, type NetBoxPeer } from './netbox-peer.ts';
import { fieldsOf, inPool, send, take } from './netbox-raw.ts';

/** How NetBox 4.7.3 filters and pages, its traps included. */
export const netboxListContract = (makePeer: () => Promise<NetBoxPeer>): void => {
  describe('lists of the API', () => {
    const list = async (peer: NetBoxPeer, query: string) => {
      const { body } = await send(peer, ['GET', `ipam/prefixes/?${query}`]);
      return body as {
        count: number | null;
        next: string | null;
        previous: string | null;
        results: { id: number }[];
      };
    };

    test(
      'pages follow by offset in address order, or by id from a cursor',
      inPool(makePeer, async (peer, { id, network, path }) => {
        for (const length of [60, 56, 64]) {
          await send(peer, ['POST', path], { body: { prefix_length: length } });
        }
        const within = `fields=id&within=${network}%3A%3A%2F48`;
        const first = await list(peer, `${within}&limit=2`);
        expect([first.count, first.previous, first.results.length]).toEqual([3, null, 2]);
        const base = `${peer.url}/api/ipam/prefixes/?fields=id&limit=2`;
        expect(first.next).toBe(`${base}&offset=2&within=${network.replaceAll(':', '%3A')}%3A%3A%2F48`);
        const second = await list(peer, `${within}&limit=2&offset=2`);
        expect([second.next, second.previous]).toEqual([
          null,
          `${base}&within=${network.replaceAll(':', '%3A')}%3A%3A%2F48`,
        ]);
        const byAddress = [...first.results, ...second.results].map((row) => row.id);
        const [sixty, fiftySix, sixtyFour] = byAddress.toSorted((a, b) => a - b);
        expect(byAddress).toEqual([sixty, sixtyFour, fiftySix]);
        const cursor = await list(peer, `${within}&limit=2&start=${id}`);
        expect([cursor.count, cursor.results]).toEqual([null, [{ id: sixty }, { id: fiftySix }]]);
        expect(cursor.next).toContain(`start=${(fiftySix as number) + 1}`);
        expect((await list(peer, `${within}&ordering=id&id__gt=${sixty}`)).results).toEqual([
          { id: fiftySix },
          { id: sixtyFour },
        ]);
        expect((await list(peer, `fields=id&within_include=${network}%3A%3A%2F48`)).count).toBe(4);
        expect((await list(peer, 'within=nonsense')).count).toBe(0);
      }),
    );

    test(
      'a filter on a field that is not there, or whose logic is disabled, is ignored',
      inPool(makePeer, async (peer, { network, path }) => {
        await take(peer, path, fieldsOf(freshMarker()));
        const within = `fields=id&within=${network}%3A%3A%2F48`;
        expect((await list(peer, `${within}&cf_no_such_field=x`)).count).toBe(1);
        expect((await list(peer, `${within}&cf_leasehold_claim=x`)).count).toBe(0);
        try {
          await editField(peer, 'leasehold_claim', { filter_logic: 'disabled' });
          expect((await list(peer, `${within}&cf_leasehold_claim=x`)).count).toBe(1);
        } finally {
          await editField(peer, 'leasehold_claim', { filter_logic: 'exact' });
        }
      }),
    );

    test(
      'a loose field finds parts in any case, and has no filter on emptiness',
      inPool(makePeer, async (peer, { network, path }) => {
        const marker = fieldsOf(freshMarker());
        await take(peer, path, marker);
        await send(peer, ['POST', path], { body: { prefix_length: 56 } });
        const within = `fields=id&within=${network}%3A%3A%2F48`;
        const part = marker.leasehold_claim.slice(2).toUpperCase();
        expect((await list(peer, `${within}&cf_leasehold_claim__empty=false`)).count).toBe(1);
        expect((await list(peer, `${within}&cf_leasehold_claim__empty=true`)).count).toBe(1);
        expect((await list(peer, `${within}&cf_leasehold_claim=${part}`)).count).toBe(0);
        try {
          await editField(peer, 'leasehold_claim', { filter_logic: 'loose' });
          expect((await list(peer, `${within}&cf_leasehold_claim=${part}`)).count).toBe(1);
          expect((await list(peer, `${within}&cf_leasehold_claim__empty=false`)).count).toBe(2);
        } finally {
          await editField(peer, 'leasehold_claim', { filter_logic: 'exact' });
        }
      }),
    );

    test(
      'the default filter logic of a custom field is loose, and its type stays',
      withPeer(makePeer, async (peer) => {
        const body = { name: 'leasehold_probe', type: 'text', object_types: ['ipam.prefix'] };
        const made = await send(peer, ['POST', 'extras/custom-fields/'], { body });
        const target = `extras/custom-fields/${(made.body as { id: number }).id}/`;
        try {
          expect(made).toMatchObject({
            status: 201,
            body: { filter_logic: { value: 'loose', label: 'Loose' } },
          });
          const again = await send(peer, ['POST', 'extras/custom-fields/'], { body });
          expect([again.status, again.body]).toEqual([
            400,
            { name: ['custom field with this name already exists.'] },
          ]);
          const changed = await send(peer, ['PATCH', target], { body: { type: 'integer' } });
          expect([changed.status, changed.body]).toEqual([
            400,
            { type: ['Changing the type of custom fields is not supported.'] },
          ]);
        } finally {
          await send(peer, ['DELETE', target]);
        }
      }),
    );
  });
};
