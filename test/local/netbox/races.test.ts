import { expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../../local/netbox/answer.ts';
import { answerApi } from '../../../local/netbox/api.ts';
import { insertPrefix, openInventory, type PrefixRow } from '../../../local/netbox/inventory.ts';
import { parsed } from '../../support/prefixes.ts';

// What was seen on NetBox 4.7.3 with eight requests at once and four web processes. Nothing may come to depend on a
// fake that is stricter than that.

const TOKEN = 'nbt_local.0123456789';

type Sent = { method: string; path: string; body?: unknown; etag?: string };

/** An inventory and a way to send requests to it that arrive at the same moment. */
const make = () => {
  const inventory = openInventory(() => Date.UTC(2026, 10, 24));
  const send = ({ method, path, body, etag }: Sent): Promise<ApiAnswer> =>
    answerApi(
      inventory,
      {
        method,
        path: `/api/ipam/prefixes/${path}`,
        origin: 'http://netbox.test',
        query: new URLSearchParams(),
        headers: { authorization: `Bearer ${TOKEN}`, ...(etag === undefined ? {} : { 'if-match': etag }) },
        body,
      },
      TOKEN,
    );
  const insert = (cidr: string): PrefixRow =>
    insertPrefix(inventory, { prefix: parsed(cidr), vrf: null, status: 'active', customFields: {} });
  const statuses = async (requests: Sent[]): Promise<number[]> =>
    (await Promise.all(requests.map(send))).map(({ status }) => status).sort();
  return { send, insert, statuses };
};

const eight = <Item>(item: (index: number) => Item): Item[] =>
  Array.from({ length: 8 }, (_, index) => item(index));

test('one prefix and marker by plain POST is made several times', async () => {
  const { statuses } = make();
  const body = { prefix: 'fd12::/56', custom_fields: { leasehold_claim: 'isp-a/s/1' } };
  expect(await statuses(eight(() => ({ method: 'POST', path: '', body })))).toEqual(eight(() => 201));
});

test('one marker can be set on several prefixes', async () => {
  const { insert, statuses } = make();
  const rows = eight((index) => insert(`fd12:0:0:${index}00::/56`));
  const body = { custom_fields: { leasehold_claim: 'isp-a/s/1' } };
  const requests = rows.map(({ id }) => ({ method: 'PATCH', path: `${id}/`, body }));
  expect(await statuses(requests)).toEqual(eight(() => 200));
});

test('one marker makes one prefix of a pool', async () => {
  const { insert, statuses } = make();
  const path = `${insert('fd12::/48').id}/available-prefixes/`;
  const body = { prefix_length: 56, custom_fields: { leasehold_claim: 'isp-a/s/1' } };
  const requests = eight(() => ({ method: 'POST', path, body }));
  expect(await statuses(requests)).toEqual([201, ...Array(7).fill(400)]);
});

test('one If-Match changes a prefix once', async () => {
  const { insert, send, statuses } = make();
  const path = `${insert('fd12::/56').id}/`;
  const etag = (await send({ method: 'GET', path })).headers?.ETag as string;
  const requests = eight(() => ({ method: 'PATCH', path, etag, body: { status: 'reserved' } }));
  expect(await statuses(requests)).toEqual([200, ...Array(7).fill(412)]);
});

test('one prefix is deleted with success several times', async () => {
  const { insert, statuses } = make();
  const path = `${insert('fd12::/56').id}/`;
  expect(await statuses(eight(() => ({ method: 'DELETE', path })))).toEqual(eight(() => 204));
});

test('a prefix that is deleted under a PATCH is not there to be changed', async () => {
  const { insert, statuses } = make();
  const path = `${insert('fd12::/56').id}/`;
  const requests = [
    { method: 'DELETE', path },
    { method: 'PATCH', path, body: { status: 'reserved' } },
  ];
  expect(await statuses(requests)).toEqual([204, 403]);
});
