import type { Claim, ClaimWrite } from '../../shared/domain/claim.ts';
import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { nextDue } from '../../shared/domain/next-due.ts';
import type { Write } from './lease-moves.ts';
import { MINUTE } from './leases.ts';

const IN_SERVICE = ['allocated', 'active', 'suspended'];

/** Where each attribute must be, and where it may be; in every other state it must not. */
const PLACES: Readonly<Record<string, { must: readonly string[]; may: readonly string[] }>> = {
  held: { must: IN_SERVICE, may: ['revoking', 'failed'] },
  intent: { must: [], may: ['pending'] },
  revocation: { must: ['revoking'], may: ['revoked', 'failed'] },
  failure: { must: ['failed'], may: [] },
  allocatedAt: { must: IN_SERVICE, may: ['revoking', 'revoked', 'failed'] },
  revokedAt: { must: ['revoked'], may: [] },
  suspendedAt: { must: ['suspended'], may: ['revoking', 'revoked', 'failed'] },
  authorization: { must: [], may: ['active', 'suspended'] },
};

/** What is wrong with the shape of a lease, for the state that it is in. */
export const shapeFaults = (lease: Lease): string[] =>
  Object.entries(PLACES).flatMap(([name, { must, may }]) => {
    const there = Object.hasOwn(lease, name);
    if (there && !must.includes(lease.state) && !may.includes(lease.state))
      return [`${name} in ${lease.state}`];
    return !there && must.includes(lease.state) ? [`no ${name} in ${lease.state}`] : [];
  });

const isPart = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);

/** What DynamoDB would refuse of a write's paths: two that overlap, or a member of a map that is not there. */
export const pathFaults = (stored: Lease | undefined, write: Write): string[] => {
  const paths = [...Object.keys(write.set), ...write.remove];
  const overlapping = paths.filter((path, i) =>
    paths.some((other, j) => i !== j && (isPart(path, other) || isPart(other, path))),
  );
  const homeless = paths.filter(
    (path) => path.includes('.') && !Object.hasOwn(stored ?? {}, path.split('.')[0] as string),
  );
  return [
    ...overlapping.map((path) => `${path} overlaps`),
    ...homeless.map((path) => `${path} has no parent`),
  ];
};

/** Whether the deadline of a lease is another than it should be. */
export const dueFaults = (lease: Lease): string[] =>
  lease.dueAt === nextDue(lease) ? [] : [`due at ${lease.dueAt}, not at ${nextDue(lease)}`];

/**
 * Whether a lease would be looked at late. A write that is worked out from an older read may put the deadline of a run
 * (6 minutes) in the place of the pause that followed it (5 minutes), and no more than that.
 */
export const lateFaults = (lease: Lease): string[] => {
  const due = nextDue(lease);
  return due !== undefined && (lease.dueAt ?? Number.POSITIVE_INFINITY) > due + MINUTE ? ['met late'] : [];
};

/** The claim rows by prefix, after a write of one of them. */
export const claimsAfter = (claims: Readonly<Record<string, Claim>>, write: ClaimWrite | undefined) => {
  if (write === undefined) return claims;
  if (write.write === 'put' || write.write === 'hold') return { ...claims, [write.claim.cidr]: write.claim };
  const { [write.key.cidr]: row, ...others } = claims;
  return write.write === 'drop' || row === undefined
    ? others
    : { ...others, [write.key.cidr]: { ...row, state: write.state } as Claim };
};

/** Where the prefix of a lease and the rows that are held differ. */
export const claimFaults = (lease: Lease | undefined, claims: Readonly<Record<string, Claim>>): string[] => {
  const held = lease && heldBy(lease);
  const mine = held === undefined ? [] : [`${held.cidr} ${held.netboxPrefixId} ${lease?.epoch}`];
  const rows = Object.values(claims).filter(({ state }) => state === 'held');
  const theirs = rows.map((row) => `${row.cidr} ${row.netboxPrefixId} ${row.epoch}`);
  return mine.join() === theirs.join() ? [] : [`lease has [${mine}], claims have [${theirs}]`];
};
