import type { ClaimWrite, Tenure } from './claim.ts';
import { all, type Condition, equal, oneOf } from './condition.ts';
import { LeaseholdError } from './errors.ts';
import type {
  Authorization,
  Failure,
  Held,
  Intent,
  KeptAnswer,
  Lease,
  LeaseKey,
  Revocation,
  RevocationRun,
} from './lease.ts';
import { heldBy } from './lease.ts';
import {
  type Action,
  isOpen,
  LIFECYCLE,
  openActions,
  type State,
  type Step,
  statesBefore,
} from './lifecycle.ts';
import { nextDue } from './next-due.ts';
import { omit, patched } from './patch.ts';

type Shared = Omit<
  Extract<Lease, { state: 'pending' }>,
  | keyof LeaseKey
  | 'state'
  | 'intent'
  | 'version'
  | 'writeId'
  | 'dueAt'
  | 'authorizationRevision'
  | 'lastAction'
>;

/** The attributes of a lease that a write may set; a dotted name sets one member of a map. */
export type Fields = Partial<Shared> & {
  state?: State;
  held?: Held;
  intent?: Intent;
  revocation?: Revocation;
  failure?: Failure;
  'intent.until'?: number;
  'intent.tries'?: number;
  'revocation.run'?: RevocationRun;
  'revocation.attempt'?: number;
  'revocation.retryAt'?: number;
  'revocation.reason'?: string;
  'revocation.disconnects'?: number;
  'revocation.disconnected'?: Revocation['disconnected'];
  'authorization.status'?: Authorization['status'];
  'authorization.attempt'?: number;
  'authorization.errorCause'?: number;
} & { [key: `idem.${string}`]: KeptAnswer };

/** A name that a write may remove. */
export type FieldName = Exclude<keyof Fields, 'state'> | `idem.${string}`;

/** What a write does to a lease: `next` is the lease as it will then be, by what was read. */
export type LeaseWrite = {
  key: LeaseKey;
  /** All that must be true of the stored lease, its states included. */
  when: Condition;
  set: Fields;
  remove: readonly FieldName[];
  /** The new deadline; `keep` leaves the stored one. */
  dueAt: number | 'none' | 'keep';
  next: Lease;
};

/** `born`: the first version of a new lease. */
type VersionChange = 'rises' | 'stays' | { born: number };

/** A write through the first door: a transition, or a step within a state. */
export type Change = LeaseWrite & {
  move: Action | Step;
  version: VersionChange;
  claim?: ClaimWrite;
  tenure?: Tenure;
};

/** A write through the second door: a sending slot or the outcome of an authorization. Never changes the version. */
export type AuthorizationChange = LeaseWrite;

/** A write through the third door. `gone`: nothing but a profile was there, and the lease item goes with it. */
export type ProfileChange = LeaseWrite & { version: VersionChange; gone: boolean };

/** A lease after a write, its deadline worked out anew. */
export const leaseAfter = (lease: object, patch: { set: Fields; remove: readonly FieldName[] }): Lease => {
  const next = patched(lease, patch);
  const dueAt = nextDue(next as Lease);
  if (dueAt === undefined) return omit(next, ['dueAt']) as Lease;
  next.dueAt = dueAt;
  return next as Lease;
};

/** The deadline that a write leaves on a lease. */
export const dueAfter = (next: Lease): number | 'none' => next.dueAt ?? 'none';

/** Callers know an action by its route. */
const wordFor = (action: Action): string => {
  const row = LIFECYCLE[action];
  return 'route' in row ? row.route : action;
};

/** Refuses an action that the table does not open to this lease, naming its state and what is open. */
export const assertOpen = (lease: Lease, action: Action): void => {
  const held = heldBy(lease) !== undefined;
  if (isOpen(action, lease.state, held)) return;
  const open = openActions(lease.state, held);
  throw new LeaseholdError(
    'illegal-transition',
    `Subscriber ${lease.subscriber}: ${wordFor(action)} is not open to a lease that is ${lease.state}${held ? ' and holds a prefix' : ''}. Open now: ${open.length === 0 ? 'nothing, wait until it has ended' : open.join(', ')}.`,
    { lease },
  );
};

type ActionParts = {
  set: Fields;
  remove?: readonly FieldName[];
  fence: Condition;
  claim?: ClaimWrite;
  tenure?: Tenure;
};

/** A transition of a lease that exists: its version rises, and a new state is reported by its own deadline. */
export const transition = (lease: Lease, action: Action, parts: ActionParts): Change => {
  const to = LIFECYCLE[action].to;
  const set: Fields = { ...parts.set, ...(to === 'gone' ? {} : { state: to }) };
  const told: readonly FieldName[] = to === lease.state ? [] : ['reportAt'];
  const remove = [...told, ...(parts.remove ?? [])];
  const next = leaseAfter(lease, { set, remove });
  next.version = lease.version + 1;
  next.lastAction = action;
  return {
    key: { tenant: lease.tenant, subscriber: lease.subscriber },
    move: action,
    when: all(oneOf('state', statesBefore(action)), parts.fence),
    version: 'rises',
    set,
    remove,
    dueAt: dueAfter(next),
    next,
    ...(parts.claim === undefined ? {} : { claim: parts.claim }),
    ...(parts.tenure === undefined ? {} : { tenure: parts.tenure }),
  };
};

type StepParts = { set: Fields; remove?: readonly FieldName[]; fence: Condition };

/** A step within a state: no event, no new version. */
export const step = (lease: Lease, name: Step, parts: StepParts): Change => {
  const remove = parts.remove ?? [];
  const next = leaseAfter(lease, { set: parts.set, remove });
  return {
    key: { tenant: lease.tenant, subscriber: lease.subscriber },
    move: name,
    when: all(oneOf('state', statesBefore(name)), parts.fence),
    version: 'stays',
    set: parts.set,
    remove,
    dueAt: dueAfter(next),
    next,
  };
};

/** The fence of what was worked out from a lease as read: nothing has happened to it since. */
export const unchanged = (lease: Lease): Condition => equal('version', lease.version);
