import { isError, LeaseholdError } from '../domain/errors.ts';
import type { RepeatableCall } from '../domain/idempotency.ts';
import type { LeaseKey, Session } from '../domain/lease.ts';
import type { RouteAction } from '../domain/lifecycle.ts';
import type { ProvisioningEvent } from '../domain/provisioning.ts';
import { intendedState } from '../domain/provisioning.ts';
import { allocatePrefix } from './allocate-prefix.ts';
import { changeService } from './change-service.ts';
import type { Deps } from './ports.ts';
import { startRevocation } from './start-revocation.ts';

/**
 * A provisioning event as received: `id` is EventBridge's own (a UUID) and the idempotency key, `occurredAt` epoch ms,
 * the rest the fields of the matching command.
 */
export type ProvisioningMessage = {
  id: string;
  type: ProvisioningEvent;
  tenantId: string;
  subscriberId: string;
  occurredAt: number;
  prefixSize?: number;
  netboxPoolId?: number;
  session: Session;
  sendCoa: boolean;
  sendDisconnect: boolean;
  releaseToNetbox: boolean;
};

/** `unchanged`: applied before, or the lease is already as asked. `late`: older than what was applied last. */
export type ProvisioningOutcome = 'applied' | 'unchanged' | 'late';

type Common = { key: LeaseKey; call: RepeatableCall; eventAt: number };

const common = (message: ProvisioningMessage, action: RouteAction): Common => ({
  key: { tenant: message.tenantId, subscriber: message.subscriberId },
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

/** A lease that is already what the event asks for refuses the action, and is no reason to try again. */
const isThereAlready = (error: unknown, type: ProvisioningEvent): boolean =>
  error instanceof LeaseholdError &&
  error.code === 'illegal-transition' &&
  error.facts.lease !== undefined &&
  intendedState(type).includes(error.facts.lease.state);

/**
 * Does what a provisioning event asks for, once, however often it comes. Throws what the command throws: an early
 * event (activate before allocate) waits in its queue, NetBox away is tried again, the rest ends in the dead-letter queue.
 */
export const handleProvisioning = async (
  message: ProvisioningMessage,
  deps: Deps,
): Promise<ProvisioningOutcome> => {
  try {
    const { replayed } = await apply(message, deps);
    return replayed ? 'unchanged' : 'applied';
  } catch (error) {
    if (isError(error, 'late-event')) return 'late';
    if (isThereAlready(error, message.type)) return 'unchanged';
    throw error;
  }
};
