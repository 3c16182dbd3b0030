import { type FacetSums, percent, statisticsOf } from '../domain/facets.ts';
import { capacityOf, type Pool } from '../domain/pool.ts';
import type { Deps } from './ports.ts';

/** How many tenants and pools were reported. */
export type GaugesReport = { tenants: number; pools: number };

type Tenant = { tenant: string; sums: FacetSums; pools: Pool[] };

const heldOf = ({ sums }: Tenant, { netboxPoolId }: Pool): number => sums[`pool:${netboxPoolId}`] ?? 0;

/** How far a tenant is from the end of a pool, in percent: of the pool, which others may share, or of its own share. */
const utilizationOf = (pool: Pool, tenant: Tenant, tenants: readonly Tenant[]): number => {
  const held = tenants.reduce((sum, each) => sum + heldOf(each, pool), 0);
  const ofPool = percent(held, capacityOf(pool));
  return pool.maxPrefixes === undefined
    ? ofPool
    : Math.max(ofPool, percent(heldOf(tenant, pool), pool.maxPrefixes));
};

/**
 * Reports how many leases of every tenant are in each state, and how full its pools are (metrics LeaseState and
 * PoolUtilization), from the counters that follow the stream: what is quarantined or withheld is in none of them.
 */
export const reportGauges = async (
  deps: Pick<Deps, 'inventory' | 'statistics' | 'metrics'>,
): Promise<GaugesReport> => {
  const tenants: Tenant[] = [];
  for (const tenant of await deps.inventory.listTenants()) {
    const [sums, pools] = await Promise.all([deps.statistics.sums(tenant), deps.inventory.listPools(tenant)]);
    tenants.push({ tenant, sums, pools });
  }
  for (const each of tenants) {
    const { tenant } = each;
    for (const [state, leases] of Object.entries(statisticsOf(each.sums).stateCounts)) {
      deps.metrics.count('LeaseState', { tenant, state }, leases);
    }
    for (const pool of each.pools) {
      const dimensions = { tenant, pool: String(pool.netboxPoolId) };
      deps.metrics.count('PoolUtilization', dimensions, utilizationOf(pool, each, tenants));
    }
  }
  deps.metrics.count('SweepDone', { task: 'gauges' }, tenants.length);
  return { tenants: tenants.length, pools: tenants.reduce((sum, { pools }) => sum + pools.length, 0) };
};
