import { isClaimOf } from './audit-lease.ts';
import type { Claim, ClaimKey, Tenure } from './claim.ts';
import type { Difference, Patience } from './difference.ts';
import { heldBy, type Lease } from './lease.ts';

/** A tenure's beginning is read off the clock before its transaction, by a function that lasts 30 s at most. */
const CLOCKS_MILLISECONDS = 30_000;

const overdue = (claim: Claim, { now, graceMilliseconds, settled }: Patience): boolean =>
  (claim.state === 'reserved' && settled) || (claim.dueAt ?? now) + graceMilliseconds < now;

const holds = (lease: Lease | undefined, claim: Claim): boolean => {
  const held = lease && heldBy(lease);
  return (
    lease !== undefined && held?.cidr === claim.cidr && held.space === claim.space && isClaimOf(lease, claim)
  );
};

const unheld = (claim: Claim, lease: Lease | undefined): Pick<Difference, 'kind' | 'what' | 'todo'> => {
  const now = lease === undefined ? 'gone' : `${lease.state} in epoch ${lease.epoch}`;
  return {
    kind: 'claim-unheld',
    what: `it is claimed for epoch ${claim.epoch}, and the lease is ${now} and does not hold it.`,
    todo: 'Nobody can have it. Where no session uses it: delete it in NetBox, then its claim row.',
  };
};

const late = (claim: Claim): Pick<Difference, 'kind' | 'what' | 'todo'> => {
  const since = new Date(claim.dueAt ?? claim.since).toISOString();
  return {
    kind: 'claim-overdue',
    what: `its claim row is ${claim.state} and was to be looked at by ${since}.`,
    todo: 'Look whether the sweeper runs and what it logs of it.',
  };
};

/** What is wrong with a claim row; `lease` is that of the subscriber whom it names. */
export const claimDifferences = (
  claim: Claim,
  lease: Lease | undefined,
  patience: Patience,
): Difference[] => {
  const { tenant, subscriber, cidr: prefix } = claim;
  const whose = { tenant, subscriber, prefix };
  if (claim.state === 'held') return holds(lease, claim) ? [] : [{ ...whose, ...unheld(claim, lease) }];
  return overdue(claim, patience) ? [{ ...whose, ...late(claim) }] : [];
};

const named = ({ tenant, subscriber }: Pick<Claim, 'tenant' | 'subscriber'>): string =>
  `${tenant}/${subscriber}`;

/** Two claim rows over prefixes that share addresses. */
export const overlapDifference = (outer: Claim, inner: Claim): Difference => ({
  kind: 'overlap',
  tenant: inner.tenant,
  subscriber: inner.subscriber,
  prefix: inner.cidr,
  what: `it is ${inner.state}, and lies within ${outer.cidr}, which is ${outer.state} for ${named(outer)}.`,
  todo: 'Both subscribers may use the same addresses: revoke one of the two leases.',
});

type Term = { since: number; until: number; tenant: string; subscriber: string };

const time = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : 'now');

/** What is wrong with the ledger of one prefix: its closed tenures, and its claim row as the open one. */
export const ledgerDifferences = (
  { cidr }: ClaimKey,
  tenures: readonly Tenure[],
  claim: Claim | undefined,
): Difference[] => {
  const open: Term[] = claim?.state === 'held' ? [{ ...claim, until: Number.POSITIVE_INFINITY }] : [];
  const terms: Term[] = [...tenures, ...open].toSorted((a, b) => a.since - b.since);
  return terms.slice(1).flatMap((later, index) => {
    const former = terms[index] as Term;
    if (later.since + CLOCKS_MILLISECONDS >= former.until) return [];
    return [
      {
        kind: 'ledger' as const,
        tenant: later.tenant,
        subscriber: later.subscriber,
        prefix: cidr,
        what: `the ledger says that it was theirs from ${time(later.since)} on, and ${named(former)}'s until ${time(former.until)}.`,
        todo: 'One prefix was held twice. This is a defect: report it, with both subscribers.',
      },
    ];
  });
};
