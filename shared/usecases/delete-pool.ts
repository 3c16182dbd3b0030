import { LeaseholdError } from '../domain/errors.ts';
import { assertPoolUnused } from './pool-in-use.ts';
import type { Deps } from './ports.ts';

const notFound = (netboxPoolId: number): LeaseholdError =>
  new LeaseholdError('not-found', `The tenant has no pool ${netboxPoolId}.`);

/** Takes a pool from a tenant. Throws `not-found`, and `pool-in-use` while prefixes of it are held. */
export const deletePool = async (
  request: { tenant: string; netboxPoolId: number },
  deps: Pick<Deps, 'inventory' | 'statistics'>,
): Promise<void> => {
  const { tenant, netboxPoolId } = request;
  const pools = await deps.inventory.listPools(tenant);
  if (!pools.some((pool) => pool.netboxPoolId === netboxPoolId)) throw notFound(netboxPoolId);
  await assertPoolUnused(request, deps);
  if (!(await deps.inventory.deletePool(tenant, netboxPoolId))) throw notFound(netboxPoolId);
};
