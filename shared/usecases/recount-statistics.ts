import { addFacets, type Facet, type FacetSums, facetsOf } from '../domain/facets.ts';
import type { Deps } from './ports.ts';

/** The sums as kept, the sums by a scan of the leases, and the facets in which they differ (kept minus scanned). */
export type Recount = { kept: FacetSums; scanned: FacetSums; drift: FacetSums };

/**
 * Counts a tenant's leases by a scan, beside the sums that the stream keeps. They are equal once the stream is drained;
 * a difference that stays is a defect (metric StatsDrift).
 */
export const recountStatistics = async (
  tenant: string,
  deps: Pick<Deps, 'statistics' | 'metrics'>,
): Promise<Recount> => {
  let scanned: FacetSums = {};
  for await (const lease of deps.statistics.scanLeases(tenant))
    scanned = addFacets(scanned, facetsOf(lease), 1);
  const kept = await deps.statistics.sums(tenant);
  const drift: FacetSums = {};
  for (const facet of new Set([...Object.keys(kept), ...Object.keys(scanned)]) as Set<Facet>) {
    const difference = (kept[facet] ?? 0) - (scanned[facet] ?? 0);
    if (difference !== 0) drift[facet] = difference;
  }
  deps.metrics.count('StatsDrift', { tenant }, Object.keys(drift).length);
  return { kept, scanned, drift };
};
