import type { AuditedObject } from '../domain/audit-lease.ts';
import type { ClaimKey } from '../domain/claim.ts';
import type { Difference, Patience } from '../domain/difference.ts';
import type { FacetSums } from '../domain/facets.ts';
import type { LeaseKey } from '../domain/lease.ts';
import { spaceOf } from '../domain/pool.ts';
import { type PrefixOverlaps, prefixOverlaps } from '../domain/prefix-overlaps.ts';
import type { NetBoxPrefix } from './netbox.ts';
import type { Deps, TableReads } from './ports.ts';

/** What looked wrong at first sight, and is looked at once more. */
export type Doubt =
  | { kind: 'lease'; key: LeaseKey }
  | { kind: 'claim'; key: ClaimKey }
  | { kind: 'object'; id: number }
  | { kind: 'ledger'; key: ClaimKey }
  | { kind: 'overlap'; outer: ClaimKey; inner: ClaimKey };

/**
 * How an audit is done. `pauseMilliseconds` before what looked wrong is looked at again; `settled` and
 * `graceMilliseconds` as in Patience; it ends once it has found `limit` differences; the table is scanned in so many
 * `segments` at once.
 */
export type AuditBounds = Omit<Patience, 'now'> & {
  pauseMilliseconds: number;
  limit: number;
  segments: number;
};

/** What was looked at, how often twice, what was found, and whether the audit came to its end. */
export type AuditReport = {
  objects: number;
  leases: number;
  claims: number;
  tenures: number;
  doubts: number;
  differences: number;
  complete: boolean;
};

/** All that an audit reads. */
export type AuditDeps = Pick<
  Deps,
  'leases' | 'claims' | 'inventory' | 'statistics' | 'netbox' | 'clock' | 'sleep' | 'settings'
> & { table: TableReads };

/** Hears of each difference as it is found, and of how far the audit has come. */
export type AuditListener = {
  difference: (found: Difference) => void;
  progress: (report: Readonly<AuditReport>) => void;
};

/** An audit under way. `seen`: the ids of objects that the lease of their mark holds. */
export type AuditRun = {
  bounds: AuditBounds;
  deps: AuditDeps;
  listener: AuditListener;
  report: AuditReport;
  doubts: Map<string, Doubt>;
  seen: Set<number>;
  overlaps: Map<string, PrefixOverlaps>;
  scanned: Map<string, FacetSums>;
};

/** An audit that has looked at nothing. */
export const newAudit = (bounds: AuditBounds, deps: AuditDeps, listener: AuditListener): AuditRun => ({
  bounds,
  deps,
  listener,
  report: { objects: 0, leases: 0, claims: 0, tenures: 0, doubts: 0, differences: 0, complete: false },
  doubts: new Map(),
  seen: new Set(),
  overlaps: new Map(),
  scanned: new Map(),
});

/** The prefixes of one space. */
export const overlapsIn = ({ overlaps }: AuditRun, space: string): PrefixOverlaps => {
  const found = overlaps.get(space) ?? prefixOverlaps();
  overlaps.set(space, found);
  return found;
};

/** How what moves is judged now. */
export const patienceOf = ({ bounds, deps }: AuditRun): Patience => ({ ...bounds, now: deps.clock() });

/** An object as an audit judges it. */
export const auditedObject = (prefix: NetBoxPrefix, { deps }: AuditRun): AuditedObject => ({
  id: prefix.id,
  cidr: prefix.cidr,
  space: spaceOf(deps.settings.spaceId, prefix.vrfId),
  ...(prefix.claim === undefined ? {} : { claim: prefix.claim }),
});

/** Thrown where an audit has found as many differences as it was to find. */
export class AuditFull extends Error {}

/** Says what is wrong. Throws AuditFull after the last that is wanted. */
export const tell = ({ bounds, listener, report }: AuditRun, found: readonly Difference[]): void => {
  for (const difference of found) {
    report.differences += 1;
    listener.difference(difference);
    if (report.differences >= bounds.limit) throw new AuditFull();
  }
};
