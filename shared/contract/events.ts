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

/** What provisioning systems may ask for. */
export const PROVISIONING_EVENTS = [
  'SubscriberProvisioned',
  'ServiceActivated',
  'ServiceSuspended',
  'ServiceResumed',
  'SubscriberDeprovisioned',
] as const;

/** The name of an inbound provisioning event. */
export type ProvisioningEvent = (typeof PROVISIONING_EVENTS)[number];
