import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beginAllocation, finishAllocation } from '../../shared/domain/allocation.ts';
import { absent, equal } from '../../shared/domain/condition.ts';
import { claimRun, finishRevoke } from '../../shared/domain/revocation.ts';
import { changeService } from '../../shared/domain/service.ts';
import { purge } from '../../shared/domain/upkeep.ts';
import { type EngineTable, openEngineTable, storeSettings, storesOver } from '../support/engine-table.ts';
import { CLAIM, DAY, NOON } from '../support/leases.ts';
import { type Life, live, newLife, runOf, stored } from '../support/lives.ts';
import { PASSING } from '../support/table-errors.ts';

let table: EngineTable;
beforeAll(async () => {
  table = await openEngineTable();
});
afterAll(() => table.close());

/** The stores over a connection that breaks once, after a write was made and before it was answered. */
const forgetful = () => {
  let lost = 0;
  const send = async (command: { constructor: { name: string } }) => {
    const answer = await table.client.send(command as never);
    if (/Get|Query/.test(command.constructor.name) || lost > 0) return answer;
    lost += 1;
    throw PASSING['a broken connection']();
  };
  const stores = storesOver(storeSettings({ send } as unknown as DynamoDBDocumentClient));
  return { ...stores, lost: () => lost };
};

const begin = ({ key, now }: Life) => beginAllocation(undefined, { key, length: 56 }, now);

test('a lease whose birth was not answered is born once', async () => {
  const { leases, lost } = forgetful();
  const life = newLife();
  expect(await leases.apply(begin(life))).toEqual({ applied: true });
  expect(lost()).toBe(1);
  expect(await leases.read(life.key)).toMatchObject({ state: 'pending', version: NOON });
});

test('a transition that was not answered happens once', async () => {
  const life = newLife();
  const lease = await live(table.leases, 'active', life);
  const { leases, lost } = forgetful();
  const change = changeService(lease, { action: 'suspend', session: {} }, NOON);
  expect(await leases.apply(change)).toEqual({ applied: true });
  expect(lost()).toBe(1);
  expect(await leases.read(life.key)).toMatchObject({ state: 'suspended', version: lease.version + 1 });
});

test('an allocation whose end was not answered has ended, with its claim', async () => {
  const life = newLife();
  const lease = await live(table.leases, 'pending', life);
  const { leases, claims, lost } = forgetful();
  const change = finishAllocation(lease, { held: life.held, claim: 'put' }, NOON);
  expect(await leases.apply(change)).toEqual({ applied: true });
  expect(lost()).toBe(1);
  expect(await claims.read(life.held)).toMatchObject(life.key);
});

test('a revocation whose end was not answered has ended, with one tenure', async () => {
  const life = newLife();
  const asked = await live(table.leases, 'revoking', life);
  await table.leases.apply(claimRun(asked, runOf(asked), NOON));
  const lease = await stored<'revoking'>(table.leases, life);
  const { leases, claims, lost } = forgetful();
  expect(await leases.apply(finishRevoke(lease, runOf(lease), NOON))).toEqual({ applied: true });
  expect(lost()).toBe(1);
  expect(await claims.read(life.held)).toBeUndefined();
  expect(await claims.listTenures(life.held)).toHaveLength(1);
});

test('a purge that was not answered is done', async () => {
  const lease = await live(table.leases, 'revoked', newLife());
  const { leases, lost } = forgetful();
  expect(await leases.apply(purge(lease, NOON + 90 * DAY))).toEqual({ applied: true });
  expect(lost()).toBe(1);
});

test('a claim row whose making or dropping was not answered is made or dropped', async () => {
  const claim = { ...CLAIM, space: newLife().held.space };
  const made = forgetful();
  expect(await made.claims.change({ key: claim, when: absent('state'), to: claim })).toBe(true);
  const dropped = forgetful();
  const drop = { key: claim, when: equal('netboxPrefixId', 42), to: undefined };
  expect(await dropped.claims.change(drop)).toBe(true);
  expect([made.lost(), dropped.lost()]).toEqual([1, 1]);
});

test('a pool whose grant was not answered is new, and its registry counts it once', async () => {
  const { inventory, lost } = forgetful();
  const { space } = newLife().held;
  const pool = {
    netboxPoolId: 7,
    cidr: '2001:db8::/40',
    space,
    length: 56,
    order: 1,
    quarantineSeconds: 0,
    stalePolicy: 'report',
  } as const;
  expect(await inventory.putPool('lost', pool)).toBe(true);
  expect(lost()).toBe(1);
  expect(await inventory.listPools('lost')).toEqual([pool]);
});

test('a step of the counters that was not answered is counted once', async () => {
  const { statistics, lost } = forgetful();
  const key = { tenant: 'lost', subscriber: 'line-1' };
  const marker = { key, version: 5, facets: ['profile'] as const, seen: 0, gone: false };
  await statistics.count({ tenant: 'lost', markers: [marker], add: { profile: 1 } });
  expect(lost()).toBe(1);
  expect(await statistics.sums('lost')).toEqual({ profile: 1 });
  expect(await statistics.readMarkers([key])).toMatchObject([{ version: 5 }]);
});
