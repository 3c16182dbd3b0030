import type { Lease, LeaseKey } from '../domain/lease.ts';
import { assertFound } from '../domain/precondition.ts';
import type { Deps } from './ports.ts';

/** The lease of a subscriber as it is now. Throws `not-found`. */
export const getLease = async (request: { key: LeaseKey }, deps: Pick<Deps, 'leases'>): Promise<Lease> =>
  assertFound(await deps.leases.read(request.key), request.key);
