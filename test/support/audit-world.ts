import type { Difference } from '../../shared/domain/difference.ts';
import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { AuditBounds, AuditDeps } from '../../shared/usecases/audit-run.ts';
import { findDifferences } from '../../shared/usecases/find-differences.ts';
import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { MINUTE } from './leases.ts';
import { leaseName, rowName } from './memory-rows.ts';
import { memoryTableReads } from './memory-table-reads.ts';
import { type UsecaseWorld, usecaseWorld } from './usecase-world.ts';

/** How the audits of these tests are done. */
export const BOUNDS: AuditBounds = {
  settled: false,
  graceMilliseconds: MINUTE,
  pauseMilliseconds: 5_000,
  limit: 100,
  segments: 2,
};

/** A line of the tenant `acme`. */
export const keyOf = (subscriber: string) => ({ tenant: 'acme', subscriber });

/** A world in which two lines hold a prefix each, and the counters say so. */
export const worldOfTwo = async () => {
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

/** What an audit tells and reports. */
export const auditOf = async (world: { deps: AuditDeps }, bounds: Partial<AuditBounds> = {}) => {
  const found: Difference[] = [];
  const heard: number[] = [];
  const report = await findDifferences({ ...BOUNDS, ...bounds }, world.deps, {
    difference: (each) => found.push(each),
    progress: ({ leases }) => heard.push(leases),
  });
  return { found, report, heard, kinds: found.map(({ kind }) => kind).sort() };
};

/** An object in NetBox with this claim, behind the back of the table. */
export const newObject = async (
  world: UsecaseWorld | { deps: AuditDeps; pool: { netboxPoolId: number } },
  claim: string,
) => {
  const marker = { lease: claim.split('/').slice(0, 2).join('/'), claim };
  const made = await world.deps.netbox.allocateNext(world.pool.netboxPoolId, 56, marker);
  if (made.outcome !== 'allocated') throw new Error(made.outcome);
  return made.prefix;
};
