import { expect, test } from '@jest/globals';
import {
  intendedState,
  PROVISIONING_EVENTS,
  type ProvisioningEvent,
} from '../../shared/domain/provisioning.ts';

test.each<[ProvisioningEvent, string[]]>([
  ['SubscriberProvisioned', ['allocated', 'active', 'suspended']],
  ['ServiceActivated', ['active']],
  ['ServiceSuspended', ['suspended']],
  ['ServiceResumed', ['active']],
  ['SubscriberDeprovisioned', ['revoked']],
])('what %s asks for is so already where the lease is one of %j', (event, states) => {
  expect(PROVISIONING_EVENTS).toContain(event);
  expect(intendedState(event)).toEqual(states);
});
