import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Difference } from '../../shared/domain/difference.ts';
import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { formatPrefix, nthSubnet, type Prefix } from '../../shared/domain/prefix.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { AuditBounds, AuditDeps } from '../../shared/usecases/audit-run.ts';
import { findDifferences } from '../../shared/usecases/find-differences.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { CLAIM, DAY, MINUTE, NOON } from '../support/leases.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { memoryTableReads } from '../support/memory-table-reads.ts';
import { parsed } from '../support/prefixes.ts';
import { type UsecaseWorld, usecaseWorld } from '../support/usecase-world.ts';

const BOUNDS: AuditBounds = {
  settled: false,
  graceMilliseconds: MINUTE,
  pauseMilliseconds: 5_000,
  limit: 100,
  segments: 2,
};

const keyOf = (subscriber: string) => ({ tenant: 'acme', subscriber });

/** A world in which two lines hold a prefix each, and the counters say so. */
const worldOfTwo = async () => {
  const world = await usecaseWorld();
  for (const subscriber of ['line-1', 'line-2']) {
    await allocatePrefix({ key: keyOf(subscriber) }, world.deps);
  }
  await projectStatistics(world.rows.records, world.deps);
  const lease = (subscriber: string) => world.rows.leases.get(leaseName(keyOf(subscriber))) as Lease;
  const held = (subscriber: string) => {
    const found = heldBy(lease(subscriber));
    if (found === undefined) throw new Error(`${subscriber} holds nothing.`);
    return found;
  };
  const change = (subscriber: string, parts: object) =>
    world.rows.leases.set(leaseName(keyOf(subscriber)), { ...lease(subscriber), ...parts } as Lease);
  const claimName = (subscriber: string) => rowName(held(subscriber).space, held(subscriber).cidr);
  const deps: AuditDeps = { ...world.deps, table: memoryTableReads(world.rows) };
  return { ...world, deps, lease, held, change, claimName };
};

const auditOf = async (world: { deps: AuditDeps }, bounds: Partial<AuditBounds> = {}) => {
  const found: Difference[] = [];
  const heard: number[] = [];
  const report = await findDifferences({ ...BOUNDS, ...bounds }, world.deps, {
    difference: (each) => found.push(each),
    progress: ({ leases }) => heard.push(leases),
  });
  return { found, report, heard, kinds: found.map(({ kind }) => kind).sort() };
};

const newObject = async (
  world: UsecaseWorld | { deps: AuditDeps; pool: { netboxPoolId: number } },
  claim: string,
) => {
  const marker = { lease: claim.split('/').slice(0, 2).join('/'), claim };
  const made = await world.deps.netbox.allocateNext(world.pool.netboxPoolId, 56, marker);
  if (made.outcome !== 'allocated') throw new Error(made.outcome);
  return made.prefix;
};

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

test('what has come right by the second look is no difference', async () => {
  const world = await worldOfTwo();
  const row = world.rows.claims.get(world.claimName('line-1')) as Claim;
  world.rows.claims.delete(world.claimName('line-1'));
  const sleep = async () => void world.rows.claims.set(world.claimName('line-1'), row);
  const { found, report } = await auditOf({ deps: { ...world.deps, sleep } });
  expect(found).toEqual([]);
  expect(report.doubts).toBe(1);
});

test('what is gone by the second look is no difference', async () => {
  const world = await worldOfTwo();
  const object = await newObject(world, 'acme/line-9/1');
  world.rows.claims.set('main.global#2001:db8:0:f00::/56', {
    ...CLAIM,
    cidr: '2001:db8:0:f00::/56',
  } as Claim);
  world.store({ ...world.lease('line-1'), subscriber: 'line-5' });
  const sleep = async () => {
    await world.deps.netbox.remove(object);
    world.rows.claims.delete('main.global#2001:db8:0:f00::/56');
    world.rows.leases.delete(leaseName(keyOf('line-5')));
  };
  expect((await auditOf({ deps: { ...world.deps, sleep } })).kinds).toEqual([]);
});

test('what changes under every look is in motion', async () => {
  const world = await worldOfTwo();
  world.rows.claims.delete(world.claimName('line-1'));
  let version = 1;
  const leases = {
    ...world.deps.leases,
    read: async () => {
      version += 1;
      return { ...world.lease('line-1'), version } as Lease;
    },
  };
  expect((await auditOf({ deps: { ...world.deps, leases } })).found).toEqual([]);
});

test('it ends with the last difference that was asked for, and says that there may be more', async () => {
  const world = await worldOfTwo();
  world.rows.claims.clear();
  const { found, report } = await auditOf(world, { limit: 1 });
  expect(found).toHaveLength(1);
  expect(report).toMatchObject({ differences: 1, complete: false });
});

test('doubts are settled in bundles, however many there are, each once', async () => {
  const world = await usecaseWorld();
  for (let line = 0; line < 1_001; line++) {
    const cidr = formatPrefix(nthSubnet(parsed('2001:db8::/32'), 56, BigInt(line)) as Prefix);
    const claim = { ...CLAIM, cidr, subscriber: 'gone' } as Claim;
    if (line === 0) world.rows.claims.set('the same again', claim);
    world.rows.claims.set(rowName(claim.space, cidr), claim);
  }
  const deps = { ...world.deps, table: memoryTableReads(world.rows) };
  const { report } = await auditOf({ deps }, { limit: 5_000, segments: 1 });
  expect(report).toMatchObject({ doubts: 1_001, differences: 1_001 });
  expect(world.clock.now).toBe(NOON + 2 * BOUNDS.pauseMilliseconds);
});

test('what cannot be read is not called right', async () => {
  const world = await worldOfTwo();
  const netbox = { ...world.deps.netbox, listClaimed: () => Promise.reject(new Error('NetBox is away')) };
  await expect(auditOf({ deps: { ...world.deps, netbox } })).rejects.toThrow('NetBox is away');
});
