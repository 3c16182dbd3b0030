import { claimDifferences, ledgerDifferences } from '../domain/audit-claim.ts';
import { heldClaimDifferences, isObjectOf, restDifferences } from '../domain/audit-lease.ts';
import { objectDifferences } from '../domain/audit-object.ts';
import type { Claim, ClaimKey, Tenure } from '../domain/claim.ts';
import { addFacets, facetsOf } from '../domain/facets.ts';
import { heldBy, type Lease, type LeaseKey } from '../domain/lease.ts';
import { parseClaimMark } from '../domain/marker.ts';
import { type Prefix, parsePrefix } from '../domain/prefix.ts';
import { doubtOf } from './audit-again.ts';
import { type AuditRun, auditedObject, overlapsIn, patienceOf } from './audit-run.ts';
import type { NetBoxPrefix } from './netbox.ts';
import type { TablePage } from './ports.ts';

const PAGE = 1_000;

const leaseName = ({ tenant, subscriber }: LeaseKey): string => `${tenant}/${subscriber}`;
const claimName = ({ space, cidr }: ClaimKey): string => `${space} ${cidr}`;

const keyOfLease = ({ tenant, subscriber }: LeaseKey): LeaseKey => ({ tenant, subscriber });
const keyOfClaim = ({ space, cidr }: ClaimKey): ClaimKey => ({ space, cidr });

const leasesOf = async (keys: readonly LeaseKey[], run: AuditRun): Promise<Map<string, Lease>> => {
  const distinct = new Map(keys.map((key) => [leaseName(key), keyOfLease(key)]));
  const found = await run.deps.table.readLeases([...distinct.values()]);
  return new Map(found.map((lease) => [leaseName(lease), lease]));
};

const claimsOf = async (keys: readonly ClaimKey[], run: AuditRun): Promise<Map<string, Claim>> => {
  const distinct = new Map(keys.map((key) => [claimName(key), keyOfClaim(key)]));
  const found = await run.deps.table.readClaims([...distinct.values()]);
  return new Map(found.map((claim) => [claimName(claim), claim]));
};

const lookAtObjects = async (prefixes: readonly NetBoxPrefix[], run: AuditRun): Promise<void> => {
  const objects = prefixes.map((prefix) => ({
    object: auditedObject(prefix, run),
    mark: parseClaimMark(String(prefix.claim)),
  }));
  const leases = await leasesOf(
    objects.flatMap(({ mark }) => mark ?? []),
    run,
  );
  const claims = await claimsOf(
    objects.map(({ object }) => object),
    run,
  );
  run.report.objects += objects.length;
  for (const { object, mark } of objects) {
    const lease = mark === undefined ? undefined : leases.get(leaseName(mark));
    if (lease !== undefined && isObjectOf(lease, object)) run.seen.add(object.id);
    const owners = { lease, claim: claims.get(claimName(object)) };
    if (objectDifferences(object, owners, patienceOf(run)).length > 0)
      await doubtOf(run, { kind: 'object', id: object.id });
  }
  run.listener.progress(run.report);
};

/** Every object in NetBox that carries a claim. */
export const passOverNetBox = async (run: AuditRun): Promise<void> => {
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page = await run.deps.netbox.listClaimed(after, PAGE);
    await lookAtObjects(page.prefixes, run);
    after = page.next;
  }
};

const lookAtLeases = async (leases: readonly Lease[], run: AuditRun): Promise<void> => {
  const claims = await claimsOf(
    leases.flatMap((lease) => heldBy(lease) ?? []),
    run,
  );
  for (const lease of leases) {
    const held = heldBy(lease);
    const sums = run.scanned.get(lease.tenant) ?? {};
    run.scanned.set(lease.tenant, addFacets(sums, facetsOf(lease), 1));
    const isRight =
      held === undefined ||
      (run.seen.has(held.netboxPrefixId) &&
        heldClaimDifferences(lease, claims.get(claimName(held))).length === 0);
    if (!isRight || restDifferences(lease, patienceOf(run)).length > 0)
      await doubtOf(run, { kind: 'lease', key: keyOfLease(lease) });
  }
};

const lookAtClaims = async (claims: readonly Claim[], run: AuditRun): Promise<void> => {
  const leases = await leasesOf(claims, run);
  for (const claim of claims) {
    overlapsIn(run, claim.space).add(parsePrefix(claim.cidr) as Prefix);
    if (claimDifferences(claim, leases.get(leaseName(claim)), patienceOf(run)).length > 0)
      await doubtOf(run, { kind: 'claim', key: keyOfClaim(claim) });
  }
};

/** Those of one prefix follow one another, but for where a page ends: each page doubts by what it sees. */
const lookAtTenures = async (tenures: readonly Tenure[], run: AuditRun): Promise<void> => {
  const claims = await claimsOf(tenures, run);
  for (const [name, terms] of Map.groupBy(tenures, claimName)) {
    const key = keyOfClaim(terms[0] as Tenure);
    if (ledgerDifferences(key, terms, claims.get(name)).length > 0)
      await doubtOf(run, { kind: 'ledger', key });
  }
};

const lookAtPage = async ({ leases, claims, tenures }: TablePage, run: AuditRun): Promise<void> => {
  await lookAtLeases(leases, run);
  await lookAtClaims(claims, run);
  await lookAtTenures(tenures, run);
  run.report.leases += leases.length;
  run.report.claims += claims.length;
  run.report.tenures += tenures.length;
  run.listener.progress(run.report);
};

const passOverSegment = async (segment: number, run: AuditRun): Promise<void> => {
  for await (const page of run.deps.table.scan(segment, run.bounds.segments)) await lookAtPage(page, run);
};

/** Every lease, claim and tenure, and the prefixes that overlap. */
export const passOverTable = async (run: AuditRun): Promise<void> => {
  const { segments } = run.bounds;
  await Promise.all(Array.from({ length: segments }, (_, segment) => passOverSegment(segment, run)));
  for (const [space, overlaps] of run.overlaps) {
    for (const { outer, inner } of overlaps.find()) {
      const pair = { outer: { space, cidr: outer }, inner: { space, cidr: inner } };
      await doubtOf(run, { kind: 'overlap', ...pair });
    }
  }
};
