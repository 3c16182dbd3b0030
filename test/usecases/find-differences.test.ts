import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { auditOf, BOUNDS, newObject, worldOfTwo } from '../support/audit-world.ts';
import { CLAIM, DAY, NOON } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { memoryTableReads } from '../support/memory-table-reads.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

test('where all is well nothing is told, and nothing looked at twice', async () => {
  const world = await worldOfTwo();
  const { found, report, heard } = await auditOf(world, { settled: true });
  expect(found).toEqual([]);
  expect(report).toEqual({
    objects: 2,
    leases: 2,
    claims: 2,
    tenures: 0,
    doubts: 0,
    differences: 0,
    complete: true,
  });
  expect(heard.at(-1)).toBe(2);
  expect(world.clock.now).toBe(NOON);
});

test('a held prefix that NetBox has lost is told after a second look', async () => {
  const world = await worldOfTwo();
  const object = await world.deps.netbox.readPrefix(world.held('line-1').netboxPrefixId);
  if (object !== undefined) await world.deps.netbox.remove(object);
  const { found } = await auditOf(world);
  expect(found).toEqual([
    expect.objectContaining({ kind: 'no-object', subscriber: 'line-1', prefix: world.held('line-1').cidr }),
  ]);
  expect(world.clock.now).toBe(NOON + BOUNDS.pauseMilliseconds);
});

test('a held prefix whose object somebody has cleared of its mark is told', async () => {
  const world = await worldOfTwo();
  const { netboxPrefixId } = world.held('line-1');
  const netbox = {
    ...world.deps.netbox,
    listClaimed: async () => ({ prefixes: [] }),
    readPrefix: async (id: number) => {
      const { claim: _, ...bare } = (await world.deps.netbox.readPrefix(id)) as NetBoxPrefix;
      return id === netboxPrefixId ? bare : world.deps.netbox.readPrefix(id);
    },
  };
  const { found } = await auditOf({ deps: { ...world.deps, netbox } });
  expect(found).toEqual([expect.objectContaining({ kind: 'wrong-mark', subscriber: 'line-1' })]);
});

test('a claim that names another is told from both sides', async () => {
  const world = await worldOfTwo();
  const row = world.rows.claims.get(world.claimName('line-1')) as Claim;
  world.rows.claims.set(world.claimName('line-1'), { ...row, subscriber: 'line-2', epoch: 1 });
  expect((await auditOf(world)).kinds).toEqual(['claim-unheld', 'not-claimed']);
});

test('an object that nobody holds is told', async () => {
  const world = await worldOfTwo();
  await newObject(world, 'acme/line-9/1');
  await newObject(world, 'a stranger');
  expect((await auditOf(world)).kinds).toEqual(['object-foreign', 'object-unheld']);
});

test('claims of two lengths that share addresses are told', async () => {
  const world = await worldOfTwo();
  const { cidr, space } = world.held('line-1');
  const inner = cidr.replace('/56', '/64');
  const claim = { ...CLAIM, subscriber: 'line-3', cidr: inner, space, state: 'withheld', dueAt: NOON + DAY };
  world.rows.claims.set(rowName(space, inner), claim as Claim);
  const { found } = await auditOf(world);
  expect(found).toEqual([expect.objectContaining({ kind: 'overlap', subscriber: 'line-3', prefix: inner })]);
});

test('an overlap whose one side has gone meanwhile is none', async () => {
  const world = await worldOfTwo();
  const { cidr, space } = world.held('line-1');
  const inner = cidr.replace('/56', '/64');
  const claim = { ...CLAIM, cidr: inner, space, state: 'withheld', dueAt: NOON + DAY };
  world.rows.claims.set(rowName(space, inner), claim as Claim);
  const sleep = async () => void world.rows.claims.delete(rowName(space, inner));
  expect((await auditOf({ deps: { ...world.deps, sleep } })).found).toEqual([]);
});

test('a prefix that the ledger gives to two at once is told', async () => {
  const world = await worldOfTwo();
  const { cidr, space, since } = world.held('line-1');
  const former = { ...CLAIM, cidr, space, netboxPrefixId: 7, subscriber: 'line-0' };
  world.rows.tenures.push({ ...former, since: since - DAY, until: since + DAY });
  world.rows.tenures.push({ ...former, since: since - 3 * DAY, until: since - 2 * DAY });
  const { found, report } = await auditOf(world);
  expect(found).toEqual([expect.objectContaining({ kind: 'ledger', subscriber: 'line-1', prefix: cidr })]);
  expect(report.tenures).toBe(2);
});

test('a lease that nobody moves on is told, whether or not it holds a prefix', async () => {
  const world = await worldOfTwo();
  world.change('line-2', {
    state: 'pending',
    held: undefined,
    intent: { begunAt: NOON, until: NOON, tries: 0 },
  });
  world.clock.now = NOON + 2 * DAY;
  const { kinds } = await auditOf(world);
  expect(kinds).toContain('restless');
  expect(kinds.filter((kind) => kind === 'restless')).toHaveLength(2);
});

test('counters that differ for good are told by tenant, and those that follow are not', async () => {
  const world = await worldOfTwo();
  const right = world.rows.sums.get('acme');
  world.rows.sums.set('acme', { ...right, withPrefix: 3, 'state:failed': -1 });
  const { found } = await auditOf(world);
  expect(found).toEqual([
    expect.objectContaining({
      kind: 'counters',
      tenant: 'acme',
      what: 'the counters differ from its leases: withPrefix by +1, state:failed by -1.',
    }),
  ]);
  const sleep = async () => void world.rows.sums.set('acme', right ?? {});
  expect((await auditOf({ deps: { ...world.deps, sleep } })).found).toEqual([]);
});

test('counters of a tenant that has no lease are counted too', async () => {
  const world = await usecaseWorld();
  const deps = { ...world.deps, table: memoryTableReads(world.rows) };
  world.rows.sums.set('acme', { profile: 1 });
  expect((await auditOf({ deps })).kinds).toEqual(['counters']);
  world.rows.sums.delete('acme');
  expect((await auditOf({ deps })).kinds).toEqual([]);
});
