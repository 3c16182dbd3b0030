import { addFacets, driftOf, type FacetSums, facetsOf, lastingDrift } from '../domain/facets.ts';
import type { Deps } from './ports.ts';

/** The sums as kept, the sums by a scan of the leases, and the facets in which they differ (kept minus scanned). */
export type Recount = { kept: FacetSums; scanned: FacetSums; drift: FacetSums };

/**
 * Counts a tenant's leases by a scan, beside the sums that the stream keeps. They are equal once the stream is drained;
 * a difference that stays is a defect.
 */
export const recountStatistics = async (tenant: string, deps: Pick<Deps, 'statistics'>): Promise<Recount> => {
  let scanned: FacetSums = {};
  for await (const lease of deps.statistics.scanLeases(tenant))
    scanned = addFacets(scanned, facetsOf(lease), 1);
  const kept = await deps.statistics.sums(tenant);
  return { kept, scanned, drift: driftOf(kept, scanned) };
};

/** How a recount of all tenants went: those counted, those whose counters drift, and whether there was time for all. */
export type RecountReport = { tenants: number; drifting: string[]; complete: boolean };

/** Long enough for the stream to bring the counters up to what a scan has seen. */
const STREAM_MILLISECONDS = 10_000;

/** The facets that differ, and differ by as much a while later: leases that change while they are counted do not. */
const driftThatLasts = async (
  tenant: string,
  deps: Pick<Deps, 'statistics' | 'sleep'>,
): Promise<FacetSums> => {
  const { drift: first } = await recountStatistics(tenant, deps);
  if (Object.keys(first).length === 0) return first;
  await deps.sleep(STREAM_MILLISECONDS);
  const { drift: second } = await recountStatistics(tenant, deps);
  return lastingDrift(first, second);
};

/**
 * Recounts every tenant, and counts the facets whose drift lasts (metric StatsDrift, 0 where there is none). Ends at
 * `deadline` (epoch ms); tenants that were not reached are the next night's.
 */
export const recountTenants = async (
  bounds: { deadline: number },
  deps: Pick<Deps, 'inventory' | 'statistics' | 'metrics' | 'log' | 'clock' | 'sleep'>,
): Promise<RecountReport> => {
  const report: RecountReport = { tenants: 0, drifting: [], complete: true };
  for (const tenant of await deps.inventory.listTenants()) {
    if (deps.clock() >= bounds.deadline) {
      report.complete = false;
      break;
    }
    const drift = await driftThatLasts(tenant, deps);
    report.tenants += 1;
    const facets = Object.keys(drift).length;
    deps.metrics.count('StatsDrift', { tenant }, facets);
    if (facets === 0) continue;
    report.drifting.push(tenant);
    const facts = { tenant, drift };
    deps.log(
      'error',
      `The counters of ${tenant} differ from its leases. This is a defect: report it.`,
      facts,
    );
  }
  deps.metrics.count('SweepDone', { task: 'recount' }, report.tenants);
  return report;
};
