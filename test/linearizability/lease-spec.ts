import { type Action, isOpen } from '../../shared/domain/lifecycle.ts';
import type { Spec } from './checker.ts';
import {
  type ApiCall,
  beginAllocation,
  beginRevoke,
  failAllocation,
  findFinished,
  finishAllocation,
  isNew,
  joinRevoke,
  type Move,
  matches,
  replay,
  resumeAllocation,
  see,
  service,
} from './lease-atoms.ts';
import { type LeaseState, leaseKey, NOBODY, risen } from './lease-state.ts';

/** The actions that a state may be closed to: a revoke always finds something to do, or to agree with. */
const CLOSABLE: Partial<Record<ApiCall['action'], Action>> = {
  allocate: 'beginAllocation',
  activate: 'activate',
  suspend: 'suspend',
  resume: 'resume',
};

const isClosed = (call: ApiCall, state: LeaseState): boolean => {
  const { lease } = state;
  const action = CLOSABLE[call.action];
  if (action === undefined || lease === undefined || !isNew(call, state) || !matches(call, state))
    return false;
  return !isOpen(action, lease.state, lease.prefix !== undefined);
};

/** An allocation that has begun and finds that the lease has gone another way. */
const overtaken = (call: ApiCall, isSo: (state: LeaseState) => boolean): Move[][] => [
  [beginAllocation(call), see(call, isSo)],
  [resumeAllocation(call), see(call, isSo)],
];

const isOther = (ifMatch: number | undefined, { lease, first }: LeaseState): boolean =>
  ifMatch !== undefined && (lease === undefined || first === undefined || first + lease.version !== ifMatch);

const exhausted = (call: ApiCall): Move[][] => [
  [beginAllocation(call), failAllocation(call)],
  [resumeAllocation(call), failAllocation(call)],
];

/** A refusal that nothing is known of says nothing. */
const refused = (call: ApiCall): Move[][] => {
  const isAllocate = call.action === 'allocate';
  switch (call.answer?.code) {
    case 'not-found':
      return [[see(call, ({ lease }) => lease === undefined)]];
    case 'precondition-failed':
      return [[see(call, (state) => isOther(call.ifMatch, state))]];
    case 'illegal-transition': {
      const closed = [see(call, (state) => isClosed(call, state))];
      return isAllocate ? [closed, ...overtaken(call, ({ lease }) => lease?.state !== 'pending')] : [closed];
    }
    case 'allocation-running':
      return [
        [see(call, ({ intent }) => intent !== undefined)],
        ...overtaken(call, ({ lease }) => lease?.state === 'pending'),
      ];
    case 'pool-exhausted':
      return exhausted(call);
    default:
      return [[]];
  }
};

const effects = (call: ApiCall): Move[][] => {
  switch (call.action) {
    case 'status':
      return [[see(call)]];
    case 'revoke':
      return [[beginRevoke(call)], [joinRevoke(call, 'revoking', 202)], [joinRevoke(call, 'revoked', 200)]];
    case 'allocate':
      return [beginAllocation(call), resumeAllocation(call)].flatMap((begin) =>
        [finishAllocation(call), findFinished(call)].map((finish) => [begin, finish]),
      );
    default:
      return [[service(call, call.action)]];
  }
};

/** Tries one after the other, so many at most. */
const inTurn = (once: Move[][], most: number): Move[][] =>
  most === 1
    ? once
    : [...once, ...inTurn(once, most - 1).flatMap((way) => once.map((next) => [...way, ...next]))];

/** Each try of an allocation begins or resumes, and ends, fails or is given up. */
const tries = (call: ApiCall): Move[][] => {
  const [begin, resume] = [beginAllocation(call), resumeAllocation(call)];
  const [finish, fail] = [finishAllocation(call), failAllocation(call)];
  const once = [begin, resume].flatMap((start) => [[start], [start, finish], [start, fail]]);
  return inTurn(once, call.attempts ?? 1);
};

/** What may have become of a call that nobody has an answer of. */
const unknown = (call: ApiCall): Move[][] => {
  const blind = { ...call, answer: undefined };
  return call.action === 'allocate' ? tries(blind) : effects(blind);
};

const isPartial = ({ answer }: ApiCall): boolean => answer === undefined || answer.status >= 500;

const waysOf = (call: ApiCall): Move[][] => {
  const { answer } = call;
  if (answer === undefined || answer.status >= 500) return unknown(call);
  if (answer.replayed) return [[replay(call)]];
  return answer.status < 300 ? effects(call) : refused(call);
};

/** More versions than these pass unseen by nobody. */
const UNSEEN_VERSIONS = 30;

/**
 * What the system does by itself: a revocation ends, fails or is started again; where `timePasses`, an allocation that
 * nobody carries on fails. `latest` is the highest version that was seen: nothing needs to be started again beyond it.
 */
const internal = (state: LeaseState, { timePasses, latest }: LeaseSpecOptions): LeaseState[] => {
  const { lease, first, intent } = state;
  if (lease === undefined) return [];
  if (lease.state === 'pending' && intent !== undefined && timePasses)
    return [risen(state, { state: 'failed', prefix: undefined })];
  if (lease.state !== 'revoking') return [];
  const ended = risen(state, { state: 'revoked', prefix: undefined });
  if (!timePasses) return [ended];
  const isOld = first === undefined ? lease.version > UNSEEN_VERSIONS : first + lease.version >= latest;
  const again = risen(state, { state: 'revoking', prefix: lease.prefix });
  return [ended, risen(state, { state: 'failed', prefix: lease.prefix }), ...(isOld ? [] : [again])];
};

/** A version never falls: a state is beyond what a later call shows of a lower one. */
const mayLeadTo = ({ lease, first }: LeaseState, later: readonly ApiCall[]): boolean =>
  lease === undefined ||
  first === undefined ||
  later.every(
    ({ answer }) =>
      answer?.version === undefined || answer.replayed || answer.version >= first + lease.version,
  );

/** See `internal`. */
export type LeaseSpecOptions = { timePasses: boolean; latest: number };

/** One subscriber of the API, by the lifecycle table: what its calls do when they come one after the other. */
export const leaseSpec = (options: LeaseSpecOptions): Spec<LeaseState, ApiCall> => ({
  initial: NOBODY,
  ways: waysOf,
  isPartial,
  mayLeadTo,
  internal: (state) => internal(state, options),
  key: leaseKey,
});
