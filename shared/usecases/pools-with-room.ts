import type { Pool } from '../domain/pool.ts';
import type { Deps } from './ports.ts';

/**
 * The pools in which a tenant has not used up its share. Judged by the counters, which follow the table by seconds:
 * a burst can pass `maxPrefixes` by as many allocations as are under way.
 */
export const poolsWithRoom = async (
  tenant: string,
  pools: readonly Pool[],
  deps: Pick<Deps, 'statistics'>,
): Promise<Pool[]> => {
  if (pools.every(({ maxPrefixes }) => maxPrefixes === undefined)) return [...pools];
  const sums = await deps.statistics.sums(tenant);
  return pools.filter(
    ({ maxPrefixes, netboxPoolId }) =>
      maxPrefixes === undefined || (sums[`pool:${netboxPoolId}`] ?? 0) < maxPrefixes,
  );
};
