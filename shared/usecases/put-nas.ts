import type { Nas } from '../domain/nas.ts';
import { nasSecretName } from './nas-secret.ts';
import type { Deps } from './ports.ts';

/** A call to add a NAS to a tenant, or to change it. `ip` is canonical; the secret leaves only to the secret store. */
export type PutNasCall = {
  tenant: string;
  ip: string;
  nas: Omit<Nas, 'ip' | 'secretName'>;
  secret: string;
};

/** Adds a NAS to a tenant, or changes it. The secret is there before the row: a row never names a missing one. */
export const putNas = async (
  request: PutNasCall,
  deps: Pick<Deps, 'inventory' | 'secrets' | 'settings'>,
): Promise<{ nas: Nas; created: boolean }> => {
  const secretName = nasSecretName(deps.settings.nasSecretPrefix, request);
  await deps.secrets.write(secretName, request.secret);
  const nas: Nas = { ...request.nas, ip: request.ip, secretName };
  return { nas, created: await deps.inventory.putNas(request.tenant, nas) };
};
