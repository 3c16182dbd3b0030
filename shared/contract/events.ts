/** The source of the events that Leasehold publishes. */
export const EVENT_SOURCE = 'leasehold';

/** What provisioning systems publish as: `provisioning.<tenantId>`. */
export const PROVISIONING_SOURCE_PREFIX = 'provisioning.';

export { PROVISIONING_EVENTS, type ProvisioningEvent } from '../domain/provisioning.ts';
