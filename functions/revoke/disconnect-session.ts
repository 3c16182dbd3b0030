import { disconnectSession } from '../../shared/usecases/disconnect-session.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** Task DisconnectSession of the revoke machine: a Disconnect-Request to the NAS, where the revocation asks for one. */
export const handler = deps.revokeTask('disconnectSession', (ref, { deadline }) =>
  disconnectSession(ref, { ...deps, deadline }),
);
