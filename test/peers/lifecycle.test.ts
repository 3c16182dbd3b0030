import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { administer, makePool, type NetBoxPeer, setUp } from '../support/netbox-peer.ts';

const named = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm run test:peers".`);
  return value;
};

const peer: NetBoxPeer = {
  url: named('NETBOX_URL'),
  tokens: [named('NETBOX_TOKEN')],
  close: async () => undefined,
};
const NAS = '127.0.0.1';
const TENANT = 'peers';

let runtime: Runtime;
let token: string;
/** What the functions logged, their metrics among it. */
const logged: string[] = [];

type Answer = { status: number; body: Record<string, unknown> };

const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const answer = await fetch(`${runtime.url}/api/v1/network/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

/** A pool of this length in the real NetBox, in a network of its own, granted for /56. */
const grantPool = async (length: number): Promise<number> => {
  const { id } = await makePool(peer, length);
  expect((await call('PUT', `ipv6/pools/${id}`, { prefixSize: 56 })).status).toBe(201);
  return id;
};

const objectsOf = async (subscriber: string): Promise<Record<string, unknown>[]> => {
  const listed = await administer(peer, 'GET', {
    path: `ipam/prefixes/?cf_leasehold_lease=${TENANT}/${subscriber}`,
  });
  return listed.results as Record<string, unknown>[];
};

/** A line in service whose user FreeRADIUS knows by this name. */
const online = async (username: string, netboxPoolId: number) => {
  const subscriber = `${username}-${randomUUID()}`;
  const path = `subscribers/${subscriber}`;
  const { status, body } = await call('POST', `${path}/ipv6/allocate`, { netboxPoolId });
  expect(status).toBe(201);
  const session = { username, acctSessionId: randomUUID(), nasIp: NAS };
  await call('POST', `${path}/ipv6/activate`, session);
  return { subscriber, path, session, prefix: body.prefix };
};

let pool: number;
/** In 2001:db8::/32, which the test peer's policy lets a CoA set. */
let served: number;
beforeAll(async () => {
  await setUp(peer);
  runtime = await startRuntime({
    netbox: { url: peer.url, token: peer.tokens[0] },
    onLog: (text) => logged.push(text),
  });
  token = await runtime.mint({ tenant_id: TENANT, scope: 'ipv6:read ipv6:write platform:admin' });
  const port = Number(named('RADIUS_PEER').split(':').at(-1));
  await call('PUT', `nas/${NAS}`, { secret: 'testing123', port });
  pool = await grantPool(48);
  const prefix = `2001:db8:${randomInt(0x1000, 0x10000).toString(16)}::/48`;
  const made = await administer(peer, 'POST', {
    path: 'ipam/prefixes/',
    body: { prefix, status: 'container' },
  });
  served = Number(made.id);
  await call('PUT', `ipv6/pools/${served}`, { prefixSize: 56 });
});
afterAll(() => runtime.close());

test('two subscribers get two prefixes, and NetBox has each with its marker', async () => {
  const lines = [await online('alice', pool), await online('alice', pool)];
  expect(lines[0]?.prefix).not.toBe(lines[1]?.prefix);
  for (const { subscriber, prefix } of lines) {
    const [object, ...others] = await objectsOf(subscriber);
    expect(others).toEqual([]);
    expect(object).toMatchObject({
      prefix,
      custom_fields: { leasehold_claim: expect.stringContaining(`${TENANT}/${subscriber}/`) },
    });
  }
});

test('a revocation disconnects the session at FreeRADIUS and takes the prefix out of NetBox', async () => {
  const { subscriber, path } = await online('alice', pool);
  expect((await call('POST', `${path}/ipv6/revoke`, { sendDisconnect: true })).status).toBe(202);
  await runtime.idle();
  expect((await call('GET', `${path}/ipv6/status`)).body).toMatchObject({ state: 'revoked', prefix: null });
  expect((await call('POST', `${path}/ipv6/revoke`)).body.disconnectResult).toBe('confirmed');
  expect(await objectsOf(subscriber)).toEqual([]);
});

test('a router that is slow is waited for', async () => {
  const { subscriber, path } = await online('slow', pool);
  await call('POST', `${path}/ipv6/revoke`, { sendDisconnect: true });
  await runtime.idle();
  expect((await call('GET', `${path}/ipv6/status`)).body.state).toBe('revoked');
  expect(await objectsOf(subscriber)).toEqual([]);
});

test('a session that FreeRADIUS will not remove keeps its prefix', async () => {
  const { subscriber, path, prefix } = await online('stuck', pool);
  await call('POST', `${path}/ipv6/revoke`, { sendDisconnect: true });
  await runtime.idle();
  expect((await call('GET', `${path}/ipv6/status`)).body).toMatchObject({ state: 'failed', prefix });
  expect(await objectsOf(subscriber)).toHaveLength(1);
  await call('POST', `${path}/ipv6/revoke`, { sendDisconnect: false });
  await runtime.idle();
  expect(await objectsOf(subscriber)).toEqual([]);
});

const outcomes = (): unknown[] =>
  logged
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('"AuthorizationOutcome":'))
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'coa')
    .map(({ outcome }) => outcome);

test('a CoA gives FreeRADIUS the delegated prefix, and one of a prefix that it does not serve is refused', async () => {
  for (const [netboxPoolId, outcome] of [[served, 'ack'] as const, [pool, 'nak'] as const]) {
    const { path, session } = await online('alice', netboxPoolId);
    await call('POST', `${path}/ipv6/suspend`, { ...session, sendCoa: true });
    await runtime.idle();
    expect(outcomes().at(-1)).toBe(outcome);
  }
});

test('an exhausted pool answers 409', async () => {
  const tiny = await grantPool(55);
  const answers = [];
  for (const name of ['a', 'b', 'c']) {
    answers.push(
      await call('POST', `subscribers/${name}-${randomUUID()}/ipv6/allocate`, { netboxPoolId: tiny }),
    );
  }
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 409]);
  expect(answers[2]?.body).toMatchObject({ type: '/problems/pool-exhausted', state: 'failed' });
});
