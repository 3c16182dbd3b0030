import type { Action } from './lifecycle.ts';
import type { SessionKeys } from './nas.ts';

/** Names one lease: a tenant `[a-z0-9-]{1,32}` and the provider's own id of a subscriber. */
export type LeaseKey = { tenant: string; subscriber: string };

/** How a subscriber is to get addresses; only `pd` and `dual_stack` take a delegated prefix. */
export const ASSIGNMENT_MODES = ['none', 'slaac', 'stateful', 'pd', 'dual_stack'] as const;

/** One assignment mode. */
export type AssignmentMode = (typeof ASSIGNMENT_MODES)[number];

/** What the provider has decided for a subscriber. `length` is 48..64; `preassigned` a canonical cidr. */
export type Profile = { mode: AssignmentMode; length?: number; preassigned?: string };

/** The prefix that a lease holds, and whose object and claim it is. `since` is when the tenure began (epoch ms). */
export type Held = { cidr: string; space: string; poolId: number; netboxPrefixId: number; since: number };

/**
 * An allocation under way. `key` and `bodyHash` are those of the idempotency key that began it, absent without one;
 * until `until` (epoch ms) the allocation is its caller's. `poolId` is the pool that the caller named. `tries` counts
 * the epochs that found their prefix claimed.
 */
export type Intent = {
  key?: string;
  bodyHash?: string;
  begunAt: number;
  until: number;
  poolId?: number;
  tries: number;
};

/** The execution that owns a revocation, until `until` (epoch ms). */
export type RevocationRun = { id: string; until: number };

/** How the Disconnect of a revocation ended. `already_gone_unverified`: the NAS knew no such session at first ask. */
export type DisconnectResult = 'confirmed' | 'already_gone' | 'already_gone_unverified';

/** A revocation under way, or the last one of this life. `id` is the version of the write that began it. */
export type Revocation = {
  id: number;
  /** Whether a Disconnect-Request must have a known answer before the prefix is released. */
  disconnect: boolean;
  /** Whether the prefix goes back to NetBox; otherwise it stays there, withheld. */
  release: boolean;
  /** How long a released prefix stays out of first-fit: the pool's rule when the revocation began; 0 for not at all. */
  quarantineSeconds: number;
  askedAt: number;
  /** Runs that ended without an end of the revocation. */
  attempt: number;
  run?: RevocationRun;
  retryAt?: number;
  /** Why the last run did not end it. */
  reason?: string;
  /** Disconnect-Requests that were begun: from the second on, "no such session" means that an earlier one worked. */
  disconnects: number;
  disconnected?: DisconnectResult;
};

/** The statuses of a dynamic authorization; the last four are final. A superseded one is gone from the lease. */
export type AuthorizationStatus = 'queued' | 'sending' | 'ack' | 'nak' | 'request_initiated' | 'unknown';

/** A CoA that a transition asked for. `attempt` counts sending slots taken; `errorCause` is RFC 5176 3.5. */
export type Authorization = {
  id: string;
  nasIp: string;
  status: AuthorizationStatus;
  attempt: number;
  askedAt: number;
  errorCause?: number;
};

/** Who may send to the NAS for this lease, until when (epoch ms). The id names one sending, not one request. */
export type Slot = { id: string; until: number };

/** The session at the NAS as the provider last named it. */
export type Session = SessionKeys & { nasIp?: string };

/** Why a lease failed: a code of the closed list, and a sentence. */
export type Failure = { code: string; detail: string; at: number };

/** When an epoch that may have left an object in NetBox is looked for next, and for the last time (epoch ms). */
export type Orphans = { next: number; until: number };

/** What an answer said of a lease: kept with an idempotency key so that a replay repeats it. Times in epoch ms. */
export type AnswerFacts = {
  state: Lease['state'];
  prefix?: string;
  netboxPrefixId?: number;
  allocatedAt?: number;
  activatedAt?: number;
  revokedAt?: number;
  coa?: AuthorizationStatus;
  disconnect?: string;
};

/** One remembered idempotency key: `f` body hash, `a` action, `s` HTTP status, `t` time, `r` the answer, `e` its ETag. */
export type KeptAnswer = { f: string; a: string; s: number; t: number; r: AnswerFacts; e: string };

type LeaseBase = LeaseKey & {
  /** Rises with every action; never with a step or an authorization record. */
  version: number;
  epoch: number;
  /** 16 random bytes of the last write, hexadecimal: a refusal that shows mine is my own success. */
  writeId: string;
  lastAction: Action | 'saveProfile';
  profile?: Profile;
  /** The length of the prefix held, asked for, or last held. */
  length?: number;
  createdAt: number;
  allocatedAt?: number;
  activatedAt?: number;
  suspendedAt?: number;
  revokedAt?: number;
  session?: Session;
  authorization?: Authorization;
  /** Rises with every write of the authorization door; the second half of the ETag. */
  authorizationRevision: number;
  slot?: Slot;
  orphans?: Orphans;
  /** When the sweeper reports the lease again, where it has reported it already. */
  reportAt?: number;
  /** occurredAt of the newest provisioning event that was applied. */
  lastEventAt?: number;
  /** By the first 16 bytes of SHA-256 of the Idempotency-Key, base64url. */
  idem: Record<string, KeptAnswer>;
  /** The earliest deadline, absent where there is none. */
  dueAt?: number;
};

/** One member for each state, so that one of them can be extracted. */
type InService<S extends string> = S extends S ? { state: S; held: Held; allocatedAt: number } : never;

/** The record of one subscriber's delegated prefix; its shape follows its state. All times are epoch milliseconds. */
export type Lease = LeaseBase &
  (
    | { state: 'pending'; intent?: Intent }
    | InService<'allocated' | 'active' | 'suspended'>
    | { state: 'revoking'; revocation: Revocation; held?: Held }
    | { state: 'revoked'; revokedAt: number; revocation?: Revocation }
    | { state: 'failed'; failure: Failure; held?: Held; revocation?: Revocation }
  );

/** A lease in one state. */
export type LeaseIn<S extends Lease['state']> = Extract<Lease, { state: S }>;

/** The prefix that a lease holds, where it holds one. */
export const heldBy = (lease: Lease): Held | undefined => ('held' in lease ? lease.held : undefined);

/** The intent of a lease, where one is under way or was left behind. */
export const intentOf = (lease: Lease): Intent | undefined =>
  lease.state === 'pending' ? lease.intent : undefined;

/** The revocation of a lease: under way, or the one that ended this life. */
export const revocationOf = (lease: Lease): Revocation | undefined =>
  'revocation' in lease ? lease.revocation : undefined;

/** The strong ETag of a lease: `"<version>.<authorization revision>"`. */
export const etagOf = (lease: Lease): string => `"${lease.version}.${lease.authorizationRevision}"`;
