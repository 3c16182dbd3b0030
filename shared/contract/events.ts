import { LIFECYCLE, type LifecycleEvent } from '../domain/lifecycle.ts';

/** The source of the events that Leasehold publishes. */
export const EVENT_SOURCE = 'leasehold';

/** What provisioning systems publish as: `provisioning.<tenantId>`. */
export const PROVISIONING_SOURCE_PREFIX = 'provisioning.';

/** The lifecycle events that leave through the table's stream. */
export const LIFECYCLE_EVENTS = Object.values(LIFECYCLE).flatMap((row) =>
  'event' in row ? [row.event] : [],
) as readonly LifecycleEvent[];

/** What becomes of a dynamic authorization, published from the same stream. */
export const AUTHORIZATION_EVENTS = ['AuthorizationRequested', 'AuthorizationRecorded'] as const;

export { PROVISIONING_EVENTS, type ProvisioningEvent } from '../domain/provisioning.ts';
