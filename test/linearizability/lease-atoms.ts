import { isOpen, LIFECYCLE, type RouteAction } from '../../shared/domain/lifecycle.ts';
import type { Atom, Interval } from './checker.ts';
import { type Kept, type LeaseState, risen, type Shown, seen } from './lease-state.ts';

/** An answer of the API: its status, the code of its problem where it is one, and what it showed of the lease. */
export type ApiAnswer = Shown & { status: number; code?: string | undefined; replayed?: boolean };

/**
 * A call of one subscriber. Without an answer (or with a 5xx) it may have had any effect of its kind; `attempts` says
 * how often it may have been tried by itself, as an event is.
 */
export type ApiCall = Interval & {
  id: string;
  action: RouteAction | 'status';
  key?: string | undefined;
  ifMatch?: number | undefined;
  answer?: ApiAnswer | undefined;
  attempts?: number;
};

/** An atom of a lease. */
export type Move = Atom<LeaseState>;

/** Whether nothing is remembered of the call. */
export const isNew = (call: ApiCall, { keys }: LeaseState): boolean =>
  call.key === undefined || !(call.key in keys);

/** Whether If-Match, where there is one, names the version as it is. */
export const matches = ({ ifMatch }: ApiCall, { lease, first }: LeaseState): boolean =>
  ifMatch === undefined ||
  (lease !== undefined && (first === undefined || first + lease.version === ifMatch));

const kept = (call: ApiCall, status: number, state: LeaseState): LeaseState => {
  if (call.key === undefined || state.lease === undefined) return state;
  const answer: Kept = { ...state.lease, action: call.action, status };
  return { ...state, keys: { ...state.keys, [call.key]: answer } };
};

const told = (call: ApiCall, state: LeaseState): LeaseState[] => {
  const shown: Shown = call.answer ?? {};
  return state.lease === undefined && shown.state === undefined ? [state] : seen(state, shown);
};

/** Puts into service, suspends or resumes. */
export const service =
  (call: ApiCall, action: 'activate' | 'suspend' | 'resume'): Move =>
  (state) => {
    const { lease } = state;
    const { from, to } = LIFECYCLE[action];
    if (lease === undefined || !isNew(call, state) || !matches(call, state)) return [];
    if (!(from as readonly string[]).includes(lease.state)) return [];
    return told(call, kept(call, 200, risen(state, { state: to, prefix: lease.prefix })));
  };

/** Begins a revocation. */
export const beginRevoke =
  (call: ApiCall): Move =>
  (state) => {
    const { lease } = state;
    if (lease === undefined || !isNew(call, state) || !matches(call, state)) return [];
    if (!isOpen('beginRevoke', lease.state, lease.prefix !== undefined)) return [];
    return told(call, kept(call, 202, risen(state, { state: 'revoking', prefix: lease.prefix })));
  };

/** A revoke that finds nothing to do remembers its key. */
export const joinRevoke =
  (call: ApiCall, at: 'revoking' | 'revoked', status: number): Move =>
  (state) =>
    state.lease?.state === at && isNew(call, state) && matches(call, state)
      ? told(call, kept(call, status, state))
      : [];

/** An intent is its owner's for a while, and that while is not modelled: it may be over at any time. */
export const beginAllocation =
  (call: ApiCall): Move =>
  (state) => {
    const { lease, intent } = state;
    const isRepeat = intent !== undefined && intent === call.key;
    if (isRepeat || !isNew(call, state) || !matches(call, state)) return [];
    if (lease !== undefined && !isOpen('beginAllocation', lease.state, lease.prefix !== undefined)) return [];
    const begun = risen(state, { state: 'pending', prefix: undefined });
    // What began an earlier epoch can end nothing any more.
    return [{ ...begun, intent: call.key ?? '-', owners: [call.id] }];
  };

const owned = (call: ApiCall, { owners }: LeaseState): string[] =>
  [...owners.filter((owner) => owner !== call.id), call.id].sort();

/** Carries on with the epoch that the same key began. */
export const resumeAllocation =
  (call: ApiCall): Move =>
  (state) =>
    state.lease?.state === 'pending' && state.intent !== undefined && state.intent === call.key
      ? [{ ...risen(state, { state: 'pending', prefix: undefined }), owners: owned(call, state) }]
      : [];

const isMine = (call: ApiCall, { lease, intent, owners }: LeaseState): boolean =>
  lease?.state === 'pending' && intent !== undefined && owners.includes(call.id);

const without = (call: ApiCall, state: LeaseState): LeaseState => ({
  ...state,
  owners: state.owners.filter((owner) => owner !== call.id),
});

/** The allocation of this call's epoch ends with the prefix that its answer names. */
export const finishAllocation =
  (call: ApiCall): Move =>
  (state) => {
    if (!isMine(call, state)) return [];
    const prefix = call.answer?.prefix ?? 'unknown';
    return told(call, kept(call, 201, without(call, risen(state, { state: 'allocated', prefix }))));
  };

/** The allocation of this call's epoch ends without a prefix. */
export const failAllocation =
  (call: ApiCall): Move =>
  (state) =>
    isMine(call, state)
      ? told(call, without(call, risen(state, { state: 'failed', prefix: undefined })))
      : [];

/** Its own object is held already: a repeat of the same call has finished the epoch. */
export const findFinished =
  (call: ApiCall): Move =>
  (state) =>
    state.lease?.prefix !== undefined && state.owners.includes(call.id)
      ? told(call, without(call, state))
      : [];

/** Reads, and changes nothing. */
export const see =
  (call: ApiCall, isSo: (state: LeaseState) => boolean = () => true): Move =>
  (state) =>
    isSo(state) ? told(call, state) : [];

/** Gives the answer that is remembered with the key. */
export const replay =
  (call: ApiCall): Move =>
  (state) => {
    const answer = call.key === undefined ? undefined : state.keys[call.key];
    if (answer?.action !== call.action || answer.status !== call.answer?.status) return [];
    return seen(state, call.answer, answer);
  };
