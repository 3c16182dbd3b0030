import { copyOf } from './copy.ts';
import { heldBy, type Lease } from './lease.ts';
import { STATES } from './lifecycle.ts';

/** What the statistics count a lease under: a lease counts once in each of its facets. */
export type Facet = `state:${Lease['state']}` | 'profile' | 'withPrefix' | 'withNetboxId' | `pool:${number}`;

/** The facets of a lease: the whole of what the statistics know of it. */
export const facetsOf = (lease: Lease): Facet[] => {
  const held = heldBy(lease);
  return [
    `state:${lease.state}`,
    ...(lease.profile === undefined ? [] : (['profile'] as const)),
    ...(held === undefined ? [] : (['withPrefix', 'withNetboxId', `pool:${held.poolId}`] as const)),
  ];
};

/** The sums of a tenant, by facet; a facet that is absent is zero. */
export type FacetSums = Partial<Record<Facet, number>>;

/** Adds `by` (1 or -1) for every facet. */
export const addFacets = (sums: FacetSums, facets: readonly Facet[], by: 1 | -1): FacetSums => {
  const result = copyOf(sums);
  for (const facet of facets) result[facet] = (result[facet] ?? 0) + by;
  return result;
};

/** The facets in which two sums differ, and by how much (`kept` minus `scanned`). */
export const driftOf = (kept: FacetSums, scanned: FacetSums): FacetSums => {
  const drift: FacetSums = {};
  for (const facet of new Set([...Object.keys(kept), ...Object.keys(scanned)]) as Set<Facet>) {
    const difference = (kept[facet] ?? 0) - (scanned[facet] ?? 0);
    if (difference !== 0) drift[facet] = difference;
  }
  return drift;
};

/** What two drifts have in common: the facets that differ by as much in both. */
export const lastingDrift = (before: FacetSums, after: FacetSums): FacetSums =>
  Object.fromEntries(Object.entries(before).filter(([facet, by]) => after[facet as Facet] === by));

/** Percent with two decimals; 0 of nothing. */
export const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;

/** The statistics of a tenant, in the original system's words; rates are percent with two decimals. */
export const statisticsOf = (sums: FacetSums) => {
  const of = (facet: Facet): number => sums[facet] ?? 0;
  const profiles = of('profile');
  const held = of('withPrefix');
  const withId = of('withNetboxId');
  return {
    stateCounts: Object.fromEntries(STATES.map((state) => [state, of(`state:${state}`)])) as Record<
      Lease['state'],
      number
    >,
    utilization: {
      total_profiles: profiles,
      total_with_ipv6: held,
      active_prefixes: of('state:active'),
      allocated_not_active: of('state:allocated'),
      revoked_prefixes: of('state:revoked'),
      utilization_rate: percent(held, profiles),
    },
    netboxIntegration: {
      prefixes_with_netbox_id: withId,
      prefixes_without_netbox_id: held - withId,
      netbox_integration_rate: percent(withId, held),
    },
  };
};

/** The answer of GET stats. */
export type Statistics = ReturnType<typeof statisticsOf>;
