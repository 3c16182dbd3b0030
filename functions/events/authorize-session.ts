import { authorizeSession } from '../../shared/usecases/authorize-session.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** The authorization queue, one message at a time: a CoA-Request to the NAS, and its outcome on the lease. */
export const handler = deps.authorizationRequests((request) => authorizeSession(request, deps));
