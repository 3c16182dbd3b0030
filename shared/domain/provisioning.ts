import type { State } from './lifecycle.ts';

/** What provisioning systems may ask for by an event. */
export const PROVISIONING_EVENTS = [
  'SubscriberProvisioned',
  'ServiceActivated',
  'ServiceSuspended',
  'ServiceResumed',
  'SubscriberDeprovisioned',
] as const;

/** The name of an inbound provisioning event. */
export type ProvisioningEvent = (typeof PROVISIONING_EVENTS)[number];

/** The states in which what an event asks for is so already. */
export const intendedState = (event: ProvisioningEvent): readonly State[] => {
  switch (event) {
    case 'SubscriberProvisioned':
      return ['allocated', 'active', 'suspended'];
    case 'ServiceActivated':
    case 'ServiceResumed':
      return ['active'];
    case 'ServiceSuspended':
      return ['suspended'];
    case 'SubscriberDeprovisioned':
      return ['revoked'];
  }
};
