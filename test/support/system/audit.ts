import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { claimOfItem, leaseOfItem } from '../../../shared/adapters/dynamo-items.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import { heldBy, type Lease } from '../../../shared/domain/lease.ts';
import { claimMark, withdrawnMark } from '../../../shared/domain/marker.ts';
import { overlaps, type Prefix, parsePrefix } from '../../../shared/domain/prefix.ts';
import { recountStatistics } from '../../../shared/usecases/recount-statistics.ts';
import type { System } from './system.ts';

/** Everything in the table, as leases and claims. */
const readTable = async ({ document, tableName }: System): Promise<{ leases: Lease[]; claims: Claim[] }> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await document.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return {
    leases: items.filter(({ sk }) => sk === 'LEASE').map(leaseOfItem),
    claims: items.filter(({ sk }) => sk === 'CLAIM').map(claimOfItem),
  };
};

const ofLease = (lease: Lease): string => `${lease.tenant}/${lease.subscriber} (${lease.state})`;

const heldWrongly = (lease: Lease, claims: Claim[], system: System): string[] => {
  const held = heldBy(lease);
  if (held === undefined) return [];
  const object = system.netbox.prefixes().find(({ id }) => id === held.netboxPrefixId);
  const claim = claims.find(({ cidr }) => cidr === held.cidr);
  return [
    ...(object?.customFields.leasehold_claim === claimMark(lease)
      ? []
      : [`${ofLease(lease)}: NetBox has no object of its epoch`]),
    ...(object?.cidr === held.cidr
      ? []
      : [`${ofLease(lease)}: NetBox has ${object?.cidr}, the table ${held.cidr}`]),
    ...(claim?.state === 'held' && claim.netboxPrefixId === held.netboxPrefixId
      ? []
      : [`${ofLease(lease)}: ${held.cidr} is not claimed for it`]),
  ];
};

const overlapping = (leases: Lease[]): string[] => {
  const held = leases.flatMap((lease) => {
    const cidr = heldBy(lease)?.cidr;
    return cidr === undefined ? [] : [{ lease, prefix: parsePrefix(cidr) as Prefix }];
  });
  return held.flatMap((a, index) =>
    held
      .slice(index + 1)
      .filter((b) => overlaps(a.prefix, b.prefix))
      .map((b) => `${ofLease(a.lease)} and ${ofLease(b.lease)} hold overlapping prefixes`),
  );
};

const unheldObjects = (leases: Lease[], claims: Claim[], system: System): string[] =>
  system.netbox
    .prefixes()
    .filter(({ customFields }) => customFields.leasehold_claim !== undefined)
    .filter(({ id, customFields: { leasehold_claim: mark } }) => {
      const holder = leases.find((lease) => heldBy(lease)?.netboxPrefixId === id);
      const claim = claims.find((row) => row.netboxPrefixId === id);
      const withdrawn = (['quarantined', 'withheld'] as const).some(
        (state) => claim?.state === state && mark === withdrawnMark(state, id),
      );
      return !(holder !== undefined && mark === claimMark(holder)) && !withdrawn;
    })
    .map(
      ({ id, cidr, customFields }) =>
        `NetBox has ${cidr} (${id}, ${customFields.leasehold_claim}), which nobody holds`,
    );

const unheldClaims = (leases: Lease[], claims: Claim[]): string[] =>
  claims
    .filter(
      ({ state, cidr }) =>
        state === 'reserved' || (state === 'held' && !leases.some((lease) => heldBy(lease)?.cidr === cidr)),
    )
    .map(
      ({ cidr, state, subscriber }) =>
        `the claim of ${cidr} is ${state} for ${subscriber}, who does not hold it`,
    );

const restless = (leases: Lease[]): string[] =>
  leases
    .filter(
      (lease) => lease.state === 'revoking' || (lease.state === 'pending' && lease.intent !== undefined),
    )
    .map((lease) => `${ofLease(lease)} has not come to rest`);

/**
 * Everything that is wrong between the table, NetBox and the counters, one sentence each: empty when nothing is lost,
 * doubled or leaked. Holds once the stream is drained and the orphan checks have run.
 */
export const audit = async (system: System): Promise<string[]> => {
  const { leases, claims } = await readTable(system);
  const drift = [];
  for (const tenant of new Set(leases.map((lease) => lease.tenant))) {
    const recount = await recountStatistics(tenant, system.deps);
    if (Object.keys(recount.drift).length > 0)
      drift.push(`the counters of ${tenant} drift: ${JSON.stringify(recount.drift)}`);
  }
  return [
    ...leases.flatMap((lease) => heldWrongly(lease, claims, system)),
    ...overlapping(leases),
    ...unheldObjects(leases, claims, system),
    ...unheldClaims(leases, claims),
    ...restless(leases),
    ...drift,
  ];
};
