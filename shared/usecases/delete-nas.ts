import { LeaseholdError } from '../domain/errors.ts';
import { nasSecretName } from './nas-secret.ts';
import type { Deps } from './ports.ts';

/**
 * Takes a NAS from a tenant: the row first, then the secret. Asked again after a half-done call it removes the secret
 * that was left. Throws `not-found`.
 */
export const deleteNas = async (
  request: { tenant: string; ip: string },
  deps: Pick<Deps, 'inventory' | 'secrets' | 'settings'>,
): Promise<void> => {
  const found = await deps.inventory.deleteNas(request.tenant, request.ip);
  await deps.secrets.remove(nasSecretName(deps.settings.nasSecretPrefix, request));
  if (!found) throw new LeaseholdError('not-found', `The tenant has no NAS ${request.ip}.`);
};
