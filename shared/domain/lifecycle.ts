/** The states of a lease. Only allocated, active, suspended, revoking and failed may hold a prefix. */
export const STATES = [
  'pending',
  'allocated',
  'active',
  'suspended',
  'revoking',
  'revoked',
  'failed',
] as const;

/** One state of a lease. */
export type State = (typeof STATES)[number];

type Row = { from: readonly State[]; to: State | 'gone'; event?: string; route?: string };

/**
 * What may happen to a lease: the only place that says so. Types, write conditions, the text of a 409, event names
 * and the rules that match them, the diagram in ARCHITECTURE.md and the test matrix derive from it. `route` is the
 * word by which the HTTP API offers the action.
 */
export const LIFECYCLE = {
  beginAllocation: {
    from: ['pending', 'failed', 'revoked'],
    to: 'pending',
    event: 'PrefixRequested',
    route: 'allocate',
  },
  resumeAllocation: { from: ['pending'], to: 'pending' },
  allocate: { from: ['pending'], to: 'allocated', event: 'PrefixAllocated' },
  activate: { from: ['allocated'], to: 'active', event: 'PrefixActivated', route: 'activate' },
  suspend: { from: ['active'], to: 'suspended', event: 'PrefixSuspended', route: 'suspend' },
  resume: { from: ['suspended'], to: 'active', event: 'PrefixResumed', route: 'resume' },
  beginRevoke: {
    from: ['pending', 'allocated', 'active', 'suspended', 'failed'],
    to: 'revoking',
    event: 'PrefixRevocationStarted',
    route: 'revoke',
  },
  restartRevocation: { from: ['revoking'], to: 'revoking' },
  finishRevoke: { from: ['revoking'], to: 'revoked', event: 'PrefixRevoked' },
  fail: {
    from: ['pending', 'revoking', 'allocated', 'active', 'suspended'],
    to: 'failed',
    event: 'PrefixFailed',
  },
  purge: { from: ['revoked'], to: 'gone' },
} as const satisfies Record<string, Row>;

/** What changes the state of a lease, or begins something anew in it. Each raises the lease's version. */
export type Action = keyof typeof LIFECYCLE;

/** The word by which the HTTP API offers an action. */
export type RouteAction = {
  [A in Action]: (typeof LIFECYCLE)[A] extends { route: infer R } ? R : never;
}[Action];

/**
 * What the system notes on a lease within a state: no event, no new version. They are steps of a protocol, not of
 * the subscriber's life.
 */
export const STEPS = {
  renewEpoch: ['pending'],
  claimRun: ['revoking'],
  postponeRevocation: ['revoking'],
  report: ['allocated', 'revoking', 'failed'],
  checkOrphans: STATES,
  correctDue: STATES,
  keepKey: ['revoking', 'revoked'],
  noteEvent: ['active', 'suspended'],
} as const satisfies Record<string, readonly State[]>;

/** A protocol step within a state. */
export type Step = keyof typeof STEPS;

/** The states that an action or step may start from. */
export const statesBefore = (move: Action | Step): readonly State[] =>
  move in LIFECYCLE ? LIFECYCLE[move as Action].from : STEPS[move as Step];

/** Whether the table opens an action to a lease: a failed one may hold a prefix, and then takes no other. */
export const isOpen = (action: Action, state: State, holdsPrefix: boolean): boolean =>
  (LIFECYCLE[action].from as readonly State[]).includes(state) &&
  !(action === 'beginAllocation' && holdsPrefix);

const ROUTES = (Object.entries(LIFECYCLE) as [Action, Row][])
  .filter(([, { route }]) => route !== undefined)
  .map(([action, { route }]) => ({ action, route: route as RouteAction }));

/** The actions open to a lease, by the names of their routes, in the order of the table. */
export const openActions = (state: State, holdsPrefix: boolean): RouteAction[] =>
  ROUTES.filter(({ action }) => isOpen(action, state, holdsPrefix)).map(({ route }) => route);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a lease may stay where it is before the sweeper looks at it. All in milliseconds. */
export const DEADLINES = {
  /** How long an intent belongs to the caller who began it. */
  intent: 45_000,
  /** pending with an intent: then it fails. */
  pending: 15 * MINUTE,
  /** After begunAt of an epoch that was abandoned: first and last look for an object that it left in NetBox. */
  orphanFirst: 15 * MINUTE,
  orphanLast: 60 * MINUTE,
  /** allocated and never activated: reported as stale, then daily. */
  allocated: DAY,
  /** revoking without a run: then the machine is started again. */
  revocationStart: 2 * MINUTE,
  /** How long a run may own a revocation: outlives the machine's own limit (5 min) and every function in it. */
  revocationRun: 6 * MINUTE,
  /** A revocation that is not done is reported from here on, and given up (failed, prefix held) at `giveUp`. */
  revocationReport: HOUR,
  revocationGiveUp: DAY,
  /** failed with a prefix held: reported hourly. */
  failed: HOUR,
  /** revoked: the lease item is purged; the ledger keeps the history. */
  revoked: 90 * DAY,
  /** An authorization that is queued or sending: then it is unknown. */
  authorization: 10 * MINUTE,
  /** A sending slot: outlives the function's timeout of 40 s. */
  slot: 45_000,
  /** How long an idempotency key is remembered. */
  idempotency: DAY,
  /** A withheld prefix: the pause between looks whether its object is still in NetBox. */
  withheldCheck: DAY,
  /** A reserved claim row: then the sweeper looks whether its allocation still lives. */
  reserved: 15 * MINUTE,
} as const;

/** Pauses before a revocation is tried again, by the number of attempts that failed (from 1), in milliseconds. */
export const revocationPause = (attempt: number): number =>
  attempt > 4 ? HOUR : 5 * MINUTE * 2 ** (attempt - 1);
