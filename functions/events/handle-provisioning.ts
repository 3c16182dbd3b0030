import { handleProvisioning } from '../../shared/usecases/handle-provisioning.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** The provisioning queue: the five inbound events drive the same lifecycle as the HTTP API. */
export const handler = deps.provisioningEvents((message) => handleProvisioning(message, deps));
