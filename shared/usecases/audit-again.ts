import { claimDifferences, ledgerDifferences, overlapDifference } from '../domain/audit-claim.ts';
import { heldClaimDifferences, heldObjectDifferences, restDifferences } from '../domain/audit-lease.ts';
import { objectDifferences } from '../domain/audit-object.ts';
import type { Claim, ClaimKey } from '../domain/claim.ts';
import type { Difference } from '../domain/difference.ts';
import { heldBy, type Lease, type LeaseKey } from '../domain/lease.ts';
import { parseClaimMark } from '../domain/marker.ts';
import { type AuditRun, auditedObject, type Doubt, patienceOf, tell } from './audit-run.ts';

/** What changes under each of so many looks is in motion, and no difference. */
const LOOKS = 3;

/** Doubts are settled in bundles, so that an audit of any size keeps few of them. */
const BUNDLE = 1_000;

/** Looks until what was read first is still so at the end of the look; nothing where it never is. */
const steadily = async <T>(
  read: () => Promise<T>,
  isSame: (before: T, after: T) => boolean,
  judge: (seen: T) => Promise<Difference[]>,
): Promise<Difference[]> => {
  let before = await read();
  for (let look = 0; look < LOOKS; look++) {
    const found = await judge(before);
    if (found.length === 0) return [];
    const after = await read();
    if (isSame(before, after)) return found;
    before = after;
  }
  return [];
};

const isSameLease = (a: Lease | undefined, b: Lease | undefined): boolean =>
  a?.version === b?.version && a?.writeId === b?.writeId;

const isSameClaim = (a: Claim | undefined, b: Claim | undefined): boolean =>
  a?.writeId === b?.writeId && a?.state === b?.state;

const lease = (key: LeaseKey, run: AuditRun): Promise<Difference[]> => {
  const { leases, claims, netbox } = run.deps;
  return steadily(
    () => leases.read(key),
    isSameLease,
    async (found) => {
      if (found === undefined) return [];
      const patience = patienceOf(run);
      const held = heldBy(found);
      if (held === undefined) return restDifferences(found, patience);
      const object = await netbox.readPrefix(held.netboxPrefixId);
      return [
        ...heldObjectDifferences(found, object && auditedObject(object, run), patience),
        ...heldClaimDifferences(found, await claims.read(held)),
        ...restDifferences(found, patience),
      ];
    },
  );
};

const claim = (key: ClaimKey, run: AuditRun): Promise<Difference[]> => {
  const { leases, claims } = run.deps;
  return steadily(
    () => claims.read(key),
    isSameClaim,
    async (found) =>
      found === undefined ? [] : claimDifferences(found, await leases.read(found), patienceOf(run)),
  );
};

/** NetBox first, then the lease, then the claim row: in this order, what is found dead is dead for good. */
const object = (id: number, run: AuditRun): Promise<Difference[]> => {
  const { leases, claims, netbox } = run.deps;
  return steadily(
    () => netbox.readPrefix(id),
    (before, after) => before?.claim === after?.claim,
    async (prefix) => {
      if (prefix?.claim === undefined) return [];
      const found = auditedObject(prefix, run);
      const mark = parseClaimMark(prefix.claim);
      const owner = mark === undefined ? undefined : await leases.read(mark);
      return objectDifferences(found, { lease: owner, claim: await claims.read(found) }, patienceOf(run));
    },
  );
};

const ledger = (key: ClaimKey, { deps }: AuditRun): Promise<Difference[]> =>
  steadily(
    () => deps.claims.read(key),
    isSameClaim,
    async (found) => ledgerDifferences(key, await deps.claims.listTenures(key), found),
  );

const overlap = async (outer: ClaimKey, inner: ClaimKey, { deps }: AuditRun): Promise<Difference[]> => {
  const [wide, narrow] = [await deps.claims.read(outer), await deps.claims.read(inner)];
  return wide === undefined || narrow === undefined ? [] : [overlapDifference(wide, narrow)];
};

const lookAgain = (doubt: Doubt, run: AuditRun): Promise<Difference[]> => {
  switch (doubt.kind) {
    case 'lease':
      return lease(doubt.key, run);
    case 'claim':
      return claim(doubt.key, run);
    case 'object':
      return object(doubt.id, run);
    case 'ledger':
      return ledger(doubt.key, run);
    case 'overlap':
      return overlap(doubt.outer, doubt.inner, run);
  }
};

/** Looks again, after a pause, at everything that is in doubt. */
export const settleDoubts = async (run: AuditRun): Promise<void> => {
  const doubts = [...run.doubts.values()];
  run.doubts.clear();
  if (doubts.length === 0) return;
  await run.deps.sleep(run.bounds.pauseMilliseconds);
  for (const doubt of doubts) tell(run, await lookAgain(doubt, run));
};

/** Notes what looks wrong. */
export const doubtOf = async (run: AuditRun, doubt: Doubt): Promise<void> => {
  const name = JSON.stringify(doubt);
  if (run.doubts.has(name)) return;
  run.doubts.set(name, doubt);
  run.report.doubts += 1;
  if (run.doubts.size >= BUNDLE) await settleDoubts(run);
};
