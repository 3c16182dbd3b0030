import { describe, expect, test } from '@jest/globals';
import { withPeer } from './netbox-contract.ts';
import { freshMarker, makeVrf, type NetBoxPeer } from './netbox-peer.ts';
import { fieldsOf, inPool, send, take } from './netbox-raw.ts';

const UNIQUE = { __all__: ["Custom field 'leasehold_claim' must have a unique value."] };
const NONE = { detail: 'No Prefix matches the given query.' };
const MISSING = 'ipam/prefixes/999999999/';

/** The answers of NetBox 4.7.3 that the client's judgement rests on, byte for byte, as a fake must give them too. */
export const netboxApiContract = (makePeer: () => Promise<NetBoxPeer>): void => {
  const on = (body: (peer: NetBoxPeer) => Promise<void>) => withPeer(makePeer, body);

  describe('answers of the API', () => {
    test(
      'what an allocation refuses, and how',
      inPool(makePeer, async (peer, { path }) => {
        const bad = async (body: unknown) => {
          const got = await send(peer, ['POST', path], { body });
          return [got.status, got.body];
        };
        const length = (text: string) => [400, [{ prefix_length: text }]];
        expect(await bad({})).toEqual(length('this field can not be missing'));
        expect(await bad({ prefix_length: 129 })).toEqual(length('Invalid prefix length (129) for IPv6'));
        expect(await bad({ prefix_length: '/56' })).toEqual(length('this field must be int type'));
        expect(await bad({ prefix_length: 56, status: 'gone' })).toEqual([
          400,
          { status: ['gone is not a valid choice.'] },
        ]);
        expect(await bad({ prefix_length: 56, custom_fields: { nope: 'x' } })).toEqual([
          400,
          { custom_fields: { nope: "Custom field 'nope' does not exist for this object type." } },
        ]);
        expect(await bad({ prefix_length: 56, custom_fields: { leasehold_claim: 7 } })).toEqual([
          400,
          { __all__: ["Invalid value for custom field 'leasehold_claim': Value must be a string."] },
        ]);
        expect(await bad({ prefix_length: 40 })).toEqual([
          409,
          { detail: 'Insufficient resources are available to satisfy the request' },
        ]);
        const broken = await send(peer, ['POST', path], { text: '{"prefix_length":' });
        expect(broken).toMatchObject({
          status: 400,
          body: { detail: expect.stringMatching(/^JSON parse error/) },
        });
      }),
    );

    test(
      'an allocation gives no ETag and no Location; a GET gives an ETag made of last_updated',
      inPool(makePeer, async (peer, { path }) => {
        const made = await take(peer, path, fieldsOf(freshMarker()));
        const { id, last_updated } = made.body as { id: number; last_updated: string };
        expect([made.status, made.headers.get('etag'), made.headers.get('location')]).toEqual([
          201,
          null,
          null,
        ]);
        const read = await send(peer, ['GET', `ipam/prefixes/${id}/`]);
        expect(read.headers.get('etag')).toBe(`W/"${last_updated.replace('Z', '+00:00')}"`);
        expect(read.headers.get('api-version')).toBe('4.7');
        expect(Object.keys(read.body as object)).toEqual(Object.keys(made.body as object));
        expect(made.body).toMatchObject({ children: 0, _depth: 0, vrf: null });
        expect(read.body).toMatchObject({ children: 0, _depth: 1 });
      }),
    );

    test(
      'a list is allocated whole or not at all, and its own markers are not compared',
      inPool(makePeer, async (peer, { path }) => {
        const marker = fieldsOf(freshMarker());
        const one = { prefix_length: 56, custom_fields: fieldsOf(freshMarker()) };
        const made = await send(peer, ['POST', path], { body: [one, { prefix_length: 60 }] });
        expect(made).toMatchObject({
          status: 201,
          body: [{ custom_fields: one.custom_fields }, { _depth: 0 }],
        });
        const refused = await send(peer, ['POST', path], { body: [{ prefix_length: 56 }, one] });
        expect([refused.status, refused.body]).toEqual([400, [{}, UNIQUE]]);
        const twins = { prefix_length: 56, custom_fields: marker };
        expect((await send(peer, ['POST', path], { body: [twins, twins] })).status).toBe(201);
        const { id } = (
          (await send(peer, ['GET', `ipam/prefixes/?cf_leasehold_claim=${marker.leasehold_claim}`])).body as {
            results: { id: number }[];
          }
        ).results[0] as { id: number };
        const patched = await send(peer, ['PATCH', `ipam/prefixes/${id}/`], { body: { status: 'reserved' } });
        expect([patched.status, patched.body]).toEqual([400, UNIQUE]);
      }),
    );

    test(
      'a plain POST answers ETag and Location, and refuses what is there or malformed',
      inPool(makePeer, async (peer, { network }) => {
        const post = (body: unknown) => send(peer, ['POST', 'ipam/prefixes/'], { body });
        const vrf = await makeVrf(peer);
        const made = await post({ prefix: `${network}::/64`, vrf, status: 'container' });
        expect(made.status).toBe(201);
        expect(made.headers.get('etag')).toMatch(/^W\//);
        expect(made.headers.get('location')).toBe((made.body as { url: string }).url);
        expect(made.body).toMatchObject({
          vrf: { id: vrf },
          status: { value: 'container', label: 'Container' },
        });
        const again = await post({ prefix: `${network}:0:0::/64`, vrf });
        expect(again.body).toEqual({
          prefix: [
            expect.stringMatching(new RegExp(`^Duplicate prefix found in VRF table .*: ${network}::/64$`)),
          ],
        });
        const inGlobal = await post({ prefix: `${network}::/48` });
        expect(inGlobal.body).toEqual({
          prefix: [`Duplicate prefix found in global table: ${network}::/48`],
        });
        expect((await post({})).body).toEqual({ prefix: ['This field is required.'] });
        expect((await post({ prefix: 'x' })).body).toEqual({ prefix: ['Invalid IP prefix format: x'] });
        expect((await post({ prefix: `${network}::/64`, vrf: 999_999_999 })).body).toEqual({
          vrf: ['Related object not found using the provided numeric ID: 999999999'],
        });
      }),
    );

    test(
      'If-Match is compared with the ETag of the moment, and every PATCH moves it',
      inPool(makePeer, async (peer, { path }) => {
        const { id } = (await take(peer, path, fieldsOf(freshMarker()))).body as { id: number };
        const target = `ipam/prefixes/${id}/`;
        const etag = (await send(peer, ['GET', target])).headers.get('etag') as string;
        const patch = (match: string, body: unknown) =>
          send(peer, ['PATCH', target], { body, headers: { 'If-Match': match } });
        const moved = await patch(etag, {});
        expect(moved.status).toBe(200);
        const stale = await patch(etag, { status: 'reserved' });
        expect([stale.status, stale.body]).toEqual([412, { detail: 'Precondition failed.' }]);
        expect(stale.headers.get('etag')).toBe(moved.headers.get('etag'));
        expect((await patch('*', { status: 'gone' })).body).toEqual({
          status: ['gone is not a valid choice.'],
        });
        const merged = await patch('*', { custom_fields: { leasehold_lease: null } });
        expect(merged.body).toMatchObject({
          custom_fields: { leasehold_lease: null, leasehold_claim: expect.any(String) },
        });
        const kept = await send(peer, ['DELETE', target], { headers: { 'If-Match': etag } });
        expect([kept.status, kept.body]).toEqual([412, { detail: 'Precondition failed.' }]);
        expect((await send(peer, ['DELETE', target])).status).toBe(204);
      }),
    );

    test(
      'what is not there answers 404, as JSON for an object and as HTML for a path',
      on(async (peer) => {
        for (const method of ['GET', 'PATCH', 'DELETE']) {
          const got = await send(peer, [method, MISSING], method === 'PATCH' ? { body: {} } : {});
          expect([got.status, got.body]).toEqual([404, NONE]);
        }
        const path = await send(peer, ['GET', 'no/such/path/']);
        expect(path).toMatchObject({ status: 404, body: expect.stringContaining('<html') });
        const method = await send(peer, ['DELETE', `${MISSING}available-prefixes/`]);
        expect([method.status, method.body]).toEqual([405, { detail: 'Method "DELETE" not allowed.' }]);
      }),
    );

    test(
      'no token is 403',
      on(async (peer) => {
        const got = await send(peer, ['GET', MISSING], { headers: { Authorization: '' } });
        expect([got.status, got.body]).toEqual([
          403,
          { detail: 'Authentication credentials were not provided.' },
        ]);
      }),
    );
  });
};
