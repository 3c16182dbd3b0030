import { isError } from '../domain/errors.ts';
import type { RepeatableCall } from '../domain/idempotency.ts';
import type { Lease, LeaseIn, LeaseKey } from '../domain/lease.ts';
import type { RouteAction } from '../domain/lifecycle.ts';
import type { ProvisioningEvent } from '../domain/provisioning.ts';
import { intendedState } from '../domain/provisioning.ts';
import { noteEvent } from '../domain/service.ts';
import { allocatePrefix } from './allocate-prefix.ts';
import { changeLease } from './change-lease.ts';
import { changeService } from './change-service.ts';
import { assertNotLate } from './judge-event.ts';
import type { Deps, ProvisioningMessage } from './ports.ts';
import { startRevocation } from './start-revocation.ts';

/** `unchanged`: applied before, or the lease is already as asked. `late`: older than what was applied last. */
export type ProvisioningOutcome = 'applied' | 'unchanged' | 'late';

type Common = { key: LeaseKey; call: RepeatableCall; eventAt: number };

const keyOf = ({ tenantId, subscriberId }: ProvisioningMessage): LeaseKey => ({
  tenant: tenantId,
  subscriber: subscriberId,
});

const common = (message: ProvisioningMessage, action: RouteAction): Common => ({
  key: keyOf(message),
  call: { action, key: message.id, bodyHash: message.type },
  eventAt: message.occurredAt,
});

/** A subscriber who is revoked already is answered 200 at once: there was nothing to begin. */
const deprovision = async (message: ProvisioningMessage, deps: Deps): Promise<{ replayed: boolean }> => {
  const { session, sendDisconnect, releaseToNetbox } = message;
  const { status, replayed } = await startRevocation(
    { ...common(message, 'revoke'), session, sendDisconnect, releaseToNetbox },
    deps,
  );
  return { replayed: replayed || status === 200 };
};

const apply = (message: ProvisioningMessage, deps: Deps): Promise<{ replayed: boolean }> => {
  const { session, sendCoa } = message;
  switch (message.type) {
    case 'SubscriberProvisioned':
      return allocatePrefix(
        {
          ...common(message, 'allocate'),
          ...(message.prefixSize === undefined ? {} : { prefixSize: message.prefixSize }),
          ...(message.netboxPoolId === undefined ? {} : { netboxPoolId: message.netboxPoolId }),
        },
        deps,
      );
    case 'ServiceActivated':
      return changeService({ ...common(message, 'activate'), action: 'activate', session, sendCoa }, deps);
    case 'ServiceSuspended':
      return changeService({ ...common(message, 'suspend'), action: 'suspend', session, sendCoa }, deps);
    case 'ServiceResumed':
      return changeService({ ...common(message, 'resume'), action: 'resume', session, sendCoa }, deps);
    case 'SubscriberDeprovisioned':
      return deprovision(message, deps);
  }
};

const isSo = (lease: Lease | undefined, type: ProvisioningEvent): lease is Lease =>
  lease !== undefined && intendedState(type).includes(lease.state);

/** A lease that is already what the event asks for refuses the action, and is no reason to try again. */
const isThereAlready = (error: unknown, type: ProvisioningEvent): boolean =>
  isError(error, 'illegal-transition') && isSo(error.facts.lease, type);

/**
 * The bus has no order: what finds the service as it asks for may have overtaken an older event, which must then be
 * late. A provisioning says nothing of the service, and is not noted.
 */
const note = (message: ProvisioningMessage, refusal: unknown, deps: Deps): Promise<ProvisioningOutcome> =>
  changeLease(deps.leases, keyOf(message), (lease) => {
    assertNotLate(lease, message.occurredAt);
    if (!isSo(lease, message.type)) throw refusal;
    return {
      change: noteEvent(lease as LeaseIn<'active' | 'suspended'>, message.occurredAt),
      value: 'unchanged',
    };
  });

const attempt = async (message: ProvisioningMessage, deps: Deps): Promise<ProvisioningOutcome> => {
  try {
    const { replayed } = await apply(message, deps);
    return replayed ? 'unchanged' : 'applied';
  } catch (error) {
    if (!isThereAlready(error, message.type)) throw error;
    return message.type === 'SubscriberProvisioned' ? 'unchanged' : note(message, error, deps);
  }
};

/**
 * Does what a provisioning event asks for, once, however often it comes. Throws what the command throws: an early
 * event (activate before allocate) waits in its queue, NetBox away is tried again, the rest ends in the dead-letter queue.
 */
export const handleProvisioning = async (
  message: ProvisioningMessage,
  deps: Deps,
): Promise<ProvisioningOutcome> => {
  try {
    return await attempt(message, deps);
  } catch (error) {
    if (isError(error, 'late-event')) return 'late';
    throw error;
  }
};
