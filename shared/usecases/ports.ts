import type { AuthorizationChange, Change, ProfileChange } from '../domain/change.ts';
import type { Claim, ClaimKey, Tenure } from '../domain/claim.ts';
import type { Condition } from '../domain/condition.ts';
import type { Facet, FacetSums } from '../domain/facets.ts';
import type { Lease, LeaseKey, Session } from '../domain/lease.ts';
import type { Nas } from '../domain/nas.ts';
import type { Pool } from '../domain/pool.ts';
import type { ProvisioningEvent } from '../domain/provisioning.ts';
import type { NetBox } from './netbox.ts';
import type { SessionControl } from './session-control.ts';

/**
 * What became of a conditional write. A refusal carries the lease as it was at that moment (absent where there is
 * none); `claimTaken` says that the claim row, and not the lease, refused the transaction.
 */
export type Written = { applied: true } | { applied: false; current?: Lease; claimTaken: boolean };

/** What has a deadline: a lease, or a claim row. */
export type Due = { kind: 'lease'; key: LeaseKey } | { kind: 'claim'; key: ClaimKey };

/**
 * The port to the leases: three doors, each write with its own condition. Transaction conflicts and throttling are
 * retried inside; a write whose answer was lost is recognised by its writeId. What cannot be reached throws.
 */
export type LeaseStore = {
  /** Consistent. */
  read(key: LeaseKey): Promise<Lease | undefined>;
  apply(change: Change): Promise<Written>;
  recordAuthorization(change: AuthorizationChange): Promise<Written>;
  saveProfile(change: ProfileChange): Promise<Written>;
  /** What was due before `now` (epoch ms), the longest due first, at most `limit`; eventually consistent. */
  listDue(now: number, limit: number): Promise<Due[]>;
};

/** A change of one claim row outside an allocation or a release: `undefined` drops it. */
export type ClaimChange = { key: ClaimKey; when: Condition; to: Claim | undefined };

/** The port to the claims and the ledger. */
export type ClaimStore = {
  /** Consistent. */
  read(key: ClaimKey): Promise<Claim | undefined>;
  /** True where the row is now as asked; false where its condition did not hold. */
  change(change: ClaimChange): Promise<boolean>;
  /** Closed tenures of one prefix, the oldest first. The open one is the claim row. */
  listTenures(key: ClaimKey): Promise<Tenure[]>;
};

/** One page of a scan of the table: the leases, claims and closed tenures on it. */
export type TablePage = { leases: Lease[]; claims: Claim[]; tenures: Tenure[] };

/** The port by which an audit reads the table in bulk; it writes nothing. */
export type TableReads = {
  /** One of so many `segments` of the whole table, from 0, page by page; each item consistent in itself. */
  scan(segment: number, segments: number): AsyncIterable<TablePage>;
  /** Those that are there, consistently, in no order. No key may be named twice. */
  readLeases(keys: readonly LeaseKey[]): Promise<Lease[]>;
  readClaims(keys: readonly ClaimKey[]): Promise<Claim[]>;
};

/** The port to what the platform grants to a tenant. */
export type Inventory = {
  /** Every tenant that was ever granted a pool, by name. */
  listTenants(): Promise<string[]>;
  /** By order, then id. */
  listPools(tenant: string): Promise<Pool[]>;
  /** True where it is new. Throws `pool-overlap` where it overlaps a pool of another length in the same space. */
  putPool(tenant: string, pool: Pool): Promise<boolean>;
  /** False where there was none. */
  deletePool(tenant: string, netboxPoolId: number): Promise<boolean>;
  listNas(tenant: string): Promise<Nas[]>;
  readNas(tenant: string, ip: string): Promise<Nas | undefined>;
  /** True where it is new. */
  putNas(tenant: string, nas: Nas): Promise<boolean>;
  deleteNas(tenant: string, ip: string): Promise<boolean>;
  /** The id in NetBox after which the reconciliation goes on; 0 where it begins anew. */
  readReconciled(): Promise<number>;
  saveReconciled(afterId: number): Promise<void>;
};

/** What the statistics last counted for a lease. `version` 0 and no facets: nothing yet. */
export type Marker = { key: LeaseKey; version: number; facets: readonly Facet[] };

/**
 * One step of the counters: each marker moves from the version that was seen (0: absent) to its new content, and the
 * tenant's sums move by what that changes, all or nothing.
 */
export type CountStep = {
  tenant: string;
  markers: readonly (Marker & { seen: number; gone: boolean })[];
  add: FacetSums;
};

/** The port to the counters. */
export type Statistics = {
  /** Consistent; a lease that was never counted has no marker in the answer. */
  readMarkers(keys: readonly LeaseKey[]): Promise<Marker[]>;
  /** False where a marker had moved on: read again. */
  count(step: CountStep): Promise<boolean>;
  sums(tenant: string): Promise<FacetSums>;
  /** Every lease of a tenant, by a scan: what the sums must equal once the stream is drained. */
  scanLeases(tenant: string): AsyncIterable<Lease>;
};

/** One change of a lease as the table's stream tells it; `before` or `after` is absent where there was no lease. */
export type LeaseRecord = { sequence: string; before?: Lease; after?: Lease };

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

/** `busy`: ask again at `until` (epoch ms); another sending has the slot, or the NAS is out of resources. */
export type AuthorizeOutcome = { outcome: 'settled' } | { outcome: 'busy'; until: number };

/** An event on its way out. `detail.id` is the only id that consumers may dedupe by. */
export type OutboundEvent = {
  detailType: string;
  detail: { id: string; tenantId: string } & Record<string, unknown>;
};

/**
 * The port to the event bus, in order: the indexes of the events that were not taken and are to be sent again, which
 * may be all that follow a failure. What no bus will ever take (over 256 KB) is set aside and counts as taken.
 */
export type EventPublisher = { publish(events: readonly OutboundEvent[]): Promise<number[]> };

/** What the revoke machine is started with. */
export type RevocationRef = { tenantId: string; subscriberId: string; revocationId: number };

/** The port to the revoke machine. */
export type RevokeMachine = { start(ref: RevocationRef): Promise<void> };

/** The port to the secrets of the NAS. Values never leave it but to the RADIUS codec. */
export type SecretStore = {
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
};

/** One count or measurement, by a name and dimensions of shared/contract/metrics.ts. */
export type Metrics = {
  count(name: string, dimensions: Readonly<Record<string, string>>, value?: number): void;
};

/** Structured log lines: what a person on call reads. Never a secret. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  facts: Readonly<Record<string, unknown>>,
) => void;

/** All that a use case may touch. A use case takes the part that it needs. */
export type Deps = {
  leases: LeaseStore;
  claims: ClaimStore;
  inventory: Inventory;
  statistics: Statistics;
  netbox: NetBox;
  sessions: SessionControl;
  machine: RevokeMachine;
  publisher: EventPublisher;
  secrets: SecretStore;
  metrics: Metrics;
  log: Log;
  /** Epoch milliseconds. */
  clock: () => number;
  /** Waits so many milliseconds. */
  sleep: (milliseconds: number) => Promise<void>;
  /** A fresh id: 16 random bytes, hexadecimal. */
  newId: () => string;
  /** The configured id of NetBox's address space, and the prefix of the names of NAS secrets. */
  settings: { spaceId: string; nasSecretPrefix: string };
};
