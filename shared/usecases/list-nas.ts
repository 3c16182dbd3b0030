import type { Nas } from '../domain/nas.ts';
import type { Deps } from './ports.ts';

/** The access routers of a tenant. */
export const listNas = (request: { tenant: string }, deps: Pick<Deps, 'inventory'>): Promise<Nas[]> =>
  deps.inventory.listNas(request.tenant);
