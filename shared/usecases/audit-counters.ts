import type { Difference } from '../domain/difference.ts';
import { addFacets, driftOf, type FacetSums, facetsOf, lastingDrift } from '../domain/facets.ts';
import { type AuditDeps, type AuditRun, tell } from './audit-run.ts';

/** Counters that follow a moment later are not wrong: a drift counts where it is the same so many times more. */
const RECOUNTS = 2;

/** Long enough for the stream to bring the counters up to what a scan has seen. */
const STREAM_MILLISECONDS = 10_000;

type Drifts = Map<string, FacetSums>;

const driftsOf = async (scanned: ReadonlyMap<string, FacetSums>, deps: AuditDeps): Promise<Drifts> => {
  const drifts: Drifts = new Map();
  for (const tenant of new Set([...scanned.keys(), ...(await deps.inventory.listTenants())])) {
    const drift = driftOf(await deps.statistics.sums(tenant), scanned.get(tenant) ?? {});
    if (Object.keys(drift).length > 0) drifts.set(tenant, drift);
  }
  return drifts;
};

const recount = async ({ bounds, deps }: AuditRun): Promise<Drifts> => {
  const scanned = new Map<string, FacetSums>();
  const count = async (segment: number): Promise<void> => {
    for await (const { leases } of deps.table.scan(segment, bounds.segments)) {
      for (const lease of leases) {
        scanned.set(lease.tenant, addFacets(scanned.get(lease.tenant) ?? {}, facetsOf(lease), 1));
      }
    }
  };
  await Promise.all(Array.from({ length: bounds.segments }, (_, segment) => count(segment)));
  return driftsOf(scanned, deps);
};

/** The tenants that drift in both counts, by the facets that differ by as much in both. */
const lasting = (before: Drifts, after: Drifts): Drifts =>
  new Map(
    [...before]
      .map(([tenant, drift]) => [tenant, lastingDrift(drift, after.get(tenant) ?? {})] as const)
      .filter(([, drift]) => Object.keys(drift).length > 0),
  );

const difference = (tenant: string, drift: FacetSums): Difference => ({
  kind: 'counters',
  tenant,
  what: `the counters differ from its leases: ${Object.entries(drift)
    .map(([facet, by = 0]) => `${facet} by ${by > 0 ? '+' : ''}${by}`)
    .join(', ')}.`,
  todo: 'This is a defect: report it (RUNBOOK, StatsDrift).',
});

/** The counters of every tenant against its leases, which the pass over the table has counted. */
export const auditCounters = async (run: AuditRun): Promise<void> => {
  let drifts = await driftsOf(run.scanned, run.deps);
  for (let again = 0; again < RECOUNTS && drifts.size > 0; again++) {
    await run.deps.sleep(STREAM_MILLISECONDS);
    drifts = lasting(drifts, await recount(run));
  }
  tell(
    run,
    [...drifts].map(([tenant, drift]) => difference(tenant, drift)),
  );
};
