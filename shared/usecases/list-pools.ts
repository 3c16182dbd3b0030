import type { Pool } from '../domain/pool.ts';
import type { Deps } from './ports.ts';

/** The pools that a tenant may delegate from, in the order in which they are tried. */
export const listPools = (request: { tenant: string }, deps: Pick<Deps, 'inventory'>): Promise<Pool[]> =>
  deps.inventory.listPools(request.tenant);
