import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { instantTime } from '../../support/instant-time.ts';
import { heldTimeouts, onBench } from '../../support/local-netbox.ts';
import { recordedNetBox } from '../../support/recorded-netbox.ts';

const MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
test('an answer that never comes is unknown when the time is up', async () => {
  const { timeout, expire } = heldTimeouts();
  await onBench(
    async ({ local, netbox, pool }) => {
      await netbox.checkFields();
      const hang = local.fault({ method: 'POST', effect: 'none', answer: 'hang' });
      const call = netbox.allocateNext(pool, 56, MARKER);
      await hang.met;
      expire();
      expect(await call).toEqual({ outcome: 'unknown', reason: 'NetBox did not answer in time' });
    },
    { timeout },
  )();
});

test('a body that stops half way is unknown when the time is up', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'API-Version': '4.7', 'Content-Type': 'application/json' });
    response.write('{"id":');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { timeout, expire } = heldTimeouts();
  const { netbox } = recordedNetBox({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      expire();
      return response;
    },
    timeout,
  });
  const to = { claim: 'withheld/7', status: 'reserved' } as const;
  try {
    expect(await netbox.withdraw({ id: 7, cidr: 'fd00::/56', status: 'active' }, to)).toEqual({
      outcome: 'unknown',
      reason: 'NetBox did not answer in time',
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('a refused connection names its code and no address', async () => {
  await onBench(async ({ local, netbox, pool }) => {
    await local.down();
    await expect(netbox.readPrefix(pool)).rejects.toThrow(
      'NetBox is not to be had at the moment: the connection to NetBox failed (ECONNREFUSED).',
    );
  })();
});

test('a failure without a code is a failure all the same', async () => {
  const { netbox } = recordedNetBox({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
  await expect(netbox.readPrefix(7)).rejects.toThrow('the connection to NetBox failed.');
});

test('a read has 8 seconds a try, a write the whole 20, and a late try what is left', async () => {
  const limits: number[] = [];
  const time = instantTime();
  const { netbox } = recordedNetBox({
    clock: time.clock,
    sleep: time.sleep,
    timeout: (milliseconds) => {
      limits.push(milliseconds);
      return new AbortController().signal;
    },
    fetch: async () => {
      time.pass(7_000);
      return new Response(null, { status: 500 });
    },
  });
  await netbox.readPrefix(7).catch(() => undefined);
  await netbox.withdraw(
    { id: 7, cidr: 'fd00::/56', status: 'active' },
    { claim: 'withheld/7', status: 'reserved' },
  );
  expect(limits).toEqual([8_000, 8_000, 6_000, 20_000]);
});

test('a call whose time is used up before it is sent says so', async () => {
  const time = instantTime();
  const { netbox, sent } = recordedNetBox({
    clock: time.clock,
    token: async () => 'nbt_key.secret',
    fetch: async () => {
      time.pass(25_000);
      const fields = ['leasehold_lease', 'leasehold_claim'].map((name) => ({
        name,
        type: { value: 'text' },
        object_types: ['ipam.prefix'],
        filter_logic: { value: 'exact' },
        unique: name === 'leasehold_claim',
      }));
      const headers = { 'API-Version': '4.7', 'Content-Type': 'application/json' };
      return new Response(JSON.stringify({ next: null, results: fields }), { headers });
    },
  });
  expect(await netbox.allocateNext(7, 56, MARKER)).toEqual({
    outcome: 'unknown',
    reason: 'the time for this call is used up; nothing was sent',
  });
  expect(sent).toEqual([]);
});
