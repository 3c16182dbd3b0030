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
import type { Lease, LeaseIn } from '../../shared/domain/lease.ts';
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
import { KEY } from './leases.ts';

/** A write of any of the three doors. */
export type Write = Change | AuthorizationChange | ProfileChange;

/** When a move is made, and what makes it differ from the others: `id` is its own, `choice` one of few. */
export type Moment = { now: number; id: number; choice: number };

type Move = (lease: Lease, at: Moment) => Write | undefined;

const FAILURE = { code: 'netbox-unavailable', detail: 'NetBox did not answer.' };
const callOf = (action: 'allocate' | 'activate' | 'revoke', { choice }: Moment) =>
  choice === 0 ? {} : { call: { action, key: `k${choice}`, bodyHash: 'b' } };
const runOf = (lease: LeaseIn<'revoking'>, { choice }: Moment) => ({
  revocationId: lease.revocation.id,
  runId: `run-${choice % 2}`,
});
const heldFor = (id: number, now: number) => ({
  cidr: `2001:db8:0:${id.toString(16)}00::/56`,
  space: 'main.global',
  poolId: 7,
  netboxPrefixId: id,
  since: now,
});

/** A move that only a lease in one of these states has. */
const within =
  <S extends Lease['state']>(
    states: readonly S[],
    move: (lease: LeaseIn<S>, at: Moment) => Write | undefined,
  ): Move =>
  (lease, at) =>
    (states as readonly string[]).includes(lease.state) ? move(lease as LeaseIn<S>, at) : undefined;

const service =
  (action: 'activate' | 'suspend' | 'resume'): Move =>
  (lease, at) =>
    changeService(
      lease,
      {
        action,
        session: { username: 'alice' },
        ...(at.choice === 2 ? { coa: { id: `coa-${at.id}`, nasIp: '192.0.2.1' } } : {}),
        ...callOf('activate', at),
      },
      at.now,
    );

const revoke: Move = (lease, at) =>
  beginRevoke(
    lease,
    {
      disconnect: at.choice === 1,
      release: at.choice !== 2,
      quarantineSeconds: at.choice * 60,
      session: {},
      ...callOf('revoke', at),
    },
    at.now,
  );

/** Everything that the domain can do to a lease, by name. */
export const MOVES: Readonly<Record<string, Move>> = {
  begin: (lease, at) => beginAllocation(lease, { key: KEY, length: 56, ...callOf('allocate', at) }, at.now),
  finish: within(['pending'], (lease, at) =>
    finishAllocation(
      lease,
      { held: heldFor(at.id, at.now), claim: 'put', ...callOf('allocate', at) },
      at.now,
    ),
  ),
  renew: within(
    ['pending'],
    (lease, { now }) => lease.intent && renewEpoch(lease, lease.intent.tries + 1, now),
  ),
  failAllocation: within(
    ['pending'],
    (lease, { now }) => lease.intent && failAllocation(lease, FAILURE, now),
  ),
  expire: within(['pending'], (lease, { now }) => expireAllocation(lease, now)),
  activate: service('activate'),
  suspend: service('suspend'),
  resume: service('resume'),
  revoke,
  keepKey: within(['revoking', 'revoked'], (lease, at) =>
    keepRevokeAnswer(lease, callOf('revoke', at), at.now),
  ),
  noteEvent: within(['active', 'suspended'], (lease, { now }) => noteEvent(lease, now)),
  claimRun: within(['revoking'], (lease, at) => claimRun(lease, runOf(lease, at), at.now)),
  endRun: within(['revoking'], (lease, at) =>
    endRun(lease, { ref: runOf(lease, at), ...FAILURE, healing: at.choice !== 2 }, at.now),
  ),
  finishRevoke: within(['revoking'], (lease, at) => finishRevoke(lease, runOf(lease, at), at.now)),
  restart: within(['revoking'], (lease, { now }) => restartRevocation(lease, now)),
  takeDisconnectSlot: within(['revoking'], (lease, at) =>
    claimDisconnectSlot(lease, runOf(lease, at), at.now),
  ),
  recordDisconnect: within(['revoking'], (lease, at) =>
    recordDisconnect(lease, runOf(lease, at), 'confirmed'),
  ),
  takeSlot: (lease, { now }) => lease.authorization && claimSlot(lease, lease.authorization, now),
  record: (lease) =>
    lease.authorization && recordOutcome(lease, lease.authorization, { status: 'nak', errorCause: 503 }),
  abandon: (lease, { now }) =>
    lease.authorization && abandonAuthorization(lease, lease.authorization.id, now),
  releaseSlot: (lease) => lease.slot && releaseSlot(lease, lease.slot.id),
  report: within(['allocated', 'revoking', 'failed'], (lease, { now }) => reported(lease, now)),
  checkOrphans: (lease, { now }) => lease.orphans && checkedOrphans(lease, lease.orphans, now),
  correctDue: (lease) => correctedDue(lease),
  failByOperator: within(['allocated', 'active', 'suspended'], (lease, { now }) =>
    failByOperator(lease, FAILURE, now),
  ),
  saveProfile: (lease, { now, choice }) =>
    saveProfile(lease, { key: KEY, profile: { mode: choice === 0 ? 'pd' : 'none' } }, now),
  removeProfile: (lease, { now }) => removeProfile(lease, now),
  purge: within(['revoked'], (lease, { now }) => purge(lease, now)),
};

/** The two writes that make a lease where there is none. */
export const birth = ({ now, choice }: Moment): Write | undefined =>
  choice === 0
    ? saveProfile(undefined, { key: KEY, profile: { mode: 'pd' } }, now)
    : beginAllocation(undefined, { key: KEY, length: 56 }, now);
