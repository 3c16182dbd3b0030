import {
  abandonAuthorization,
  claimSlot,
  isUnderWay,
  MAX_SENDS,
  recordOutcome,
  releaseSlot,
} from '../domain/authorization.ts';
import { type Authorization, heldBy, type Lease, type LeaseKey, type Slot } from '../domain/lease.ts';
import { identifyingKeys, NAS_PROFILES, type Nas } from '../domain/nas.ts';
import { coaOutcome, isPassing } from '../domain/verdict.ts';
import type { AuthorizeOutcome, Deps } from './ports.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from './session-control.ts';

/** A CoA to be sent. `deadline` (epoch ms): the function's own end, less a margin. */
export type AuthorizeRequest = {
  tenantId: string;
  subscriberId: string;
  authorizationId: string;
  deadline: number;
};

type Needs = Pick<Deps, 'leases' | 'inventory' | 'sessions' | 'clock' | 'metrics' | 'log'>;

const SETTLED: AuthorizeOutcome = { outcome: 'settled' };
const PASSING_PAUSE = 60_000;

const wanted = (lease: Lease | undefined, id: string): lease is Lease & { authorization: Authorization } =>
  lease?.authorization?.id === id && isUnderWay(lease.authorization);

const busyWith = (lease: Lease, deps: Needs): AuthorizeOutcome => ({
  outcome: 'busy',
  until: lease.slot?.until ?? deps.clock(),
});

const requestFor = (lease: Lease, nas: Nas): DynamicAuthorizationRequest => {
  const held = heldBy(lease);
  const session = identifyingKeys(nas.profile, lease.session ?? {});
  return NAS_PROFILES[nas.profile].coaCarriesPrefix && held !== undefined
    ? { kind: 'coa', session, delegatedPrefix: held.cidr }
    : { kind: 'coa', session };
};

/** A NAS that is no longer configured refuses for good: nothing can be sent to it. */
const exchange = async (
  lease: Lease & { authorization: Authorization },
  request: AuthorizeRequest,
  deps: Needs,
): Promise<SessionAnswer> => {
  const nas = await deps.inventory.readNas(lease.tenant, lease.authorization.nasIp);
  if (nas === undefined) return { result: 'nak' };
  const { id, attempt } = lease.authorization;
  const key: LeaseKey = { tenant: lease.tenant, subscriber: lease.subscriber };
  return deps.sessions.send(nas, requestFor(lease, nas), {
    deadline: request.deadline,
    stillWanted: async () => {
      const now = await deps.leases.read(key);
      return wanted(now, id) && now.authorization.attempt === attempt;
    },
  });
};

type Sending = Lease & { authorization: Authorization; slot: Slot };
type Sent = { lease: Sending; answer: SessionAnswer };

/** What was sent may act for a while yet: its slot keeps newer ones, and a release, back until the slot's own end. */
const isReplaced = (answer: SessionAnswer): boolean =>
  answer.result === 'unknown' && answer.reason === 'replaced';

/** Writes the outcome on the lease as it is now; where the request was superseded meanwhile, only gives the slot back. */
const record = async ({ lease, answer }: Sent, deps: Needs): Promise<void> => {
  const slotId = lease.slot.id;
  let current: Lease | undefined = lease;
  while (current?.slot?.id === slotId) {
    const change = wanted(current, lease.authorization.id)
      ? recordOutcome(current, lease.authorization, coaOutcome(answer))
      : releaseSlot(current, slotId);
    const written = await deps.leases.recordAuthorization(change);
    if (written.applied) return;
    current = written.current;
  }
};

const settle = async (sent: Sent, deps: Needs): Promise<AuthorizeOutcome> => {
  const { lease, answer } = sent;
  deps.metrics.count('AuthorizationOutcome', { kind: 'coa', outcome: answer.result });
  if (isReplaced(answer)) return SETTLED;
  if (isPassing(answer) && lease.authorization.attempt < MAX_SENDS) {
    await deps.leases.recordAuthorization(releaseSlot(lease, lease.slot.id));
    return { outcome: 'busy', until: deps.clock() + PASSING_PAUSE };
  }
  await record(sent, deps);
  if (answer.result !== 'ack') {
    deps.log(
      'warn',
      `The CoA for subscriber ${lease.subscriber} to NAS ${lease.authorization.nasIp} ended as ${answer.result}.`,
      {
        tenant: lease.tenant,
        subscriber: lease.subscriber,
        prefix: heldBy(lease)?.cidr,
        version: lease.version,
        answer,
      },
    );
  }
  return SETTLED;
};

const claim = async (
  lease: Lease & { authorization: Authorization },
  request: AuthorizeRequest,
  deps: Needs,
): Promise<AuthorizeOutcome> => {
  const change = claimSlot(lease, lease.authorization, deps.clock());
  const claimed = await deps.leases.recordAuthorization(change);
  if (claimed.applied) {
    const mine = change.next as Sending;
    return settle({ lease: mine, answer: await exchange(mine, request, deps) }, deps);
  }
  const { current } = claimed;
  return wanted(current, request.authorizationId) ? busyWith(current, deps) : SETTLED;
};

/** Its sendings never came to an end: their processes died, or could not write. */
const abandon = async (lease: Lease, request: AuthorizeRequest, deps: Needs): Promise<AuthorizeOutcome> => {
  const change = abandonAuthorization(lease, request.authorizationId, deps.clock());
  const abandoned = await deps.leases.recordAuthorization(change);
  if (!abandoned.applied) {
    const { current } = abandoned;
    return wanted(current, request.authorizationId) ? busyWith(current, deps) : SETTLED;
  }
  deps.metrics.count('AuthorizationOutcome', { kind: 'coa', outcome: 'unknown' });
  return SETTLED;
};

/**
 * Sends the CoA that a transition asked for, if it is still wanted, through the lease's one sending slot, and records
 * what the NAS said. Repeated after a crash it sends again, at most three times in all; then the outcome is unknown.
 */
export const authorizeSession = async (request: AuthorizeRequest, deps: Needs): Promise<AuthorizeOutcome> => {
  const lease = await deps.leases.read({ tenant: request.tenantId, subscriber: request.subscriberId });
  if (!wanted(lease, request.authorizationId)) return SETTLED;
  if (lease.authorization.attempt < MAX_SENDS) return claim(lease, request, deps);
  return abandon(lease, request, deps);
};
