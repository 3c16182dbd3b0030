import {
  beginAllocation,
  expireAllocation,
  failAllocation,
  finishAllocation,
  renewEpoch,
} from '../../shared/domain/allocation.ts';
import {
  abandonAuthorization,
  claimDisconnectSlot,
  claimSlot,
  recordDisconnect,
  recordOutcome,
  releaseSlot,
} from '../../shared/domain/authorization.ts';
import type { AuthorizationChange, Change, ProfileChange } from '../../shared/domain/change.ts';
import { MAX_KEYS, type RepeatableCall } from '../../shared/domain/idempotency.ts';
import type { Authorization, KeptAnswer, Lease, LeaseIn } from '../../shared/domain/lease.ts';
import type { RouteAction, State } from '../../shared/domain/lifecycle.ts';
import { checkedOrphans } from '../../shared/domain/orphans.ts';
import { removeProfile, saveProfile } from '../../shared/domain/profile.ts';
import {
  beginRevoke,
  claimRun,
  endRun,
  finishRevoke,
  keepRevokeAnswer,
  restartRevocation,
} from '../../shared/domain/revocation.ts';
import { changeService, noteEvent } from '../../shared/domain/service.ts';
import { correctedDue, failByOperator, purge, reported } from '../../shared/domain/upkeep.ts';
import { DAY, HELD, HOUR, KEY, leaseIn, MINUTE, NOON, REVOCATION } from './leases.ts';

const keyName = (index: number): string => `${String(index).padStart(2, '0')}-_aaaaaaaaaaaaaaaaaaa`;

const kept = (index: number): KeptAnswer => ({
  f: `body-${index}`,
  a: 'suspend',
  s: 200,
  t: NOON - DAY,
  r: { state: 'suspended', prefix: HELD.cidr, netboxPrefixId: 42, allocatedAt: NOON, activatedAt: NOON },
  e: '"5.0"',
});

const AUTHORIZATION: Authorization = {
  id: 'a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0',
  nasIp: '2001:db8::1',
  status: 'queued',
  attempt: 0,
  askedAt: NOON,
};

/** A lease with all that it can have at once, and as many idempotency keys as it may, all of them expired. */
export const fullLease = <S extends State>(state: S, parts: Partial<LeaseIn<S>> = {}): LeaseIn<S> =>
  leaseIn(state, {
    idem: Object.fromEntries(Array.from({ length: MAX_KEYS }, (_, index) => [keyName(index), kept(index)])),
    session: { username: 'alice@example.net', acctSessionId: '0001A2B3C4D5', nasIp: '2001:db8::1' },
    authorization: AUTHORIZATION,
    slot: { id: `${AUTHORIZATION.id}/0`, until: NOON + MINUTE },
    orphans: { next: NOON + 15 * MINUTE, until: NOON + HOUR },
    reportAt: NOON + HOUR,
    lastEventAt: NOON,
    ...parts,
  } as Partial<LeaseIn<S>>);

/** A write, and the door that it goes through. */
export type DoorChange =
  | { door: 'apply'; change: Change }
  | { door: 'recordAuthorization'; change: AuthorizationChange }
  | { door: 'saveProfile'; change: ProfileChange };

const sure = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('The domain saw nothing to change.');
  return value;
};

const call = (action: RouteAction): RepeatableCall => ({ action, key: keyName(99), bodyHash: 'body-99' });

const LATER = NOON + MINUTE;
const REF = { revocationId: REVOCATION.id, runId: 'run-1' };
const FAILURE = { code: 'netbox-unavailable', detail: 'NetBox did not answer.' };

const running = fullLease('revoking', {
  revocation: { ...REVOCATION, disconnects: 1, run: { id: REF.runId, until: LATER } },
});

const allocationChanges = (): Change[] => {
  const request = { key: KEY, length: 56, poolId: 7, call: call('allocate'), eventAt: LATER };
  const resumed = { ...request, call: { ...request.call, key: 'key-1', bodyHash: 'body-1' } };
  const pending = fullLease('pending');
  return [
    beginAllocation(undefined, request, NOON),
    beginAllocation(fullLease('revoked'), request, LATER),
    beginAllocation(pending, request, LATER),
    beginAllocation(pending, resumed, LATER),
    finishAllocation(pending, { held: HELD, claim: 'put', call: request.call }, LATER),
    finishAllocation(pending, { held: HELD, claim: 'hold', call: request.call }, LATER),
    renewEpoch(pending, 1, LATER),
    failAllocation(pending, FAILURE, LATER),
    expireAllocation(pending, NOON + HOUR),
  ];
};

const serviceChange = (lease: Lease, action: 'activate' | 'suspend' | 'resume'): Change =>
  changeService(
    lease,
    {
      action,
      session: { username: 'bob', acctSessionId: '2', nasIp: '192.0.2.1' },
      coa: { id: 'b0b0', nasIp: '192.0.2.1' },
      call: call(action),
      eventAt: LATER,
    },
    LATER,
  );

const revocationChanges = (): Change[] => {
  const asked = { disconnect: true, release: true, quarantineSeconds: 60, eventAt: LATER };
  const request = { ...asked, session: { username: 'bob', nasIp: '192.0.2.1' }, call: call('revoke') };
  return [
    beginRevoke(fullLease('pending'), request, LATER),
    beginRevoke(fullLease('active'), request, LATER),
    sure(keepRevokeAnswer(fullLease('revoked'), request, LATER)),
    claimRun(fullLease('revoking'), REF, LATER),
    finishRevoke(running, REF, LATER),
    finishRevoke({ ...running, revocation: { ...running.revocation, release: false } }, REF, LATER),
    endRun(running, { ...FAILURE, ref: REF, healing: true }, LATER),
    endRun(running, { ...FAILURE, ref: REF, healing: false }, LATER),
    restartRevocation(running, NOON + HOUR),
  ];
};

const upkeepChanges = (): Change[] => [
  reported(fullLease('allocated'), LATER),
  sure(noteEvent(fullLease('active'), LATER)),
  checkedOrphans(fullLease('failed'), { next: LATER, until: NOON + HOUR }, LATER),
  checkedOrphans(fullLease('failed'), { next: LATER, until: LATER }, LATER),
  sure(correctedDue({ ...fullLease('allocated'), dueAt: NOON - 1 })),
  failByOperator(fullLease('active'), FAILURE, LATER),
  purge(fullLease('revoked'), NOON + 90 * DAY),
];

const authorizationChanges = (): AuthorizationChange[] => {
  const active = fullLease('active');
  return [
    claimSlot(active, AUTHORIZATION, LATER),
    recordOutcome(active, AUTHORIZATION, { status: 'nak', errorCause: 503 }),
    releaseSlot(active, 'b0b0/1'),
    abandonAuthorization(active, AUTHORIZATION.id, NOON + HOUR),
    claimDisconnectSlot(running, REF, LATER),
    recordDisconnect(running, REF, 'already_gone'),
  ];
};

const profileChanges = (): ProfileChange[] => {
  const profile = { mode: 'dual_stack', length: 60, preassigned: '2001:db8:0:200::/60' } as const;
  const { intent: _, ...blank } = leaseIn('pending');
  return [
    sure(saveProfile(undefined, { key: KEY, profile }, NOON)),
    sure(saveProfile(fullLease('revoked'), { key: KEY, profile }, NOON)),
    removeProfile(fullLease('revoked'), NOON),
    removeProfile(blank, NOON),
  ];
};

/** One of every kind of write that the domain can ask for, on leases that make it as large as it can be. */
export const everyChange = (): DoorChange[] => [
  ...[
    ...allocationChanges(),
    serviceChange(fullLease('allocated'), 'activate'),
    serviceChange(fullLease('active'), 'suspend'),
    serviceChange(fullLease('suspended'), 'resume'),
    ...revocationChanges(),
    ...upkeepChanges(),
  ].map((change) => ({ door: 'apply', change }) as const),
  ...authorizationChanges().map((change) => ({ door: 'recordAuthorization', change }) as const),
  ...profileChanges().map((change) => ({ door: 'saveProfile', change }) as const),
];
