import { LeaseholdError } from '../domain/errors.ts';
import type { Deps } from './ports.ts';

/**
 * Refuses what would pull a pool from under the prefixes that a tenant's leases hold of it, with `pool-in-use`. Judged
 * by the counters, which follow the table by seconds.
 */
export const assertPoolUnused = async (
  request: { tenant: string; netboxPoolId: number },
  deps: Pick<Deps, 'statistics'>,
): Promise<void> => {
  const sums = await deps.statistics.sums(request.tenant);
  const held = sums[`pool:${request.netboxPoolId}`] ?? 0;
  if (held === 0) return;
  throw new LeaseholdError(
    'pool-in-use',
    `${held} prefixes of pool ${request.netboxPoolId} are held. Revoke them first.`,
  );
};
