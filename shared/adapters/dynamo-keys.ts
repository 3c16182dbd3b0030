import { TABLE } from '../contract/table.ts';
import type { ClaimKey } from '../domain/claim.ts';
import type { LeaseKey } from '../domain/lease.ts';
import type { Due } from '../usecases/ports.ts';

/** The primary key of an item. */
export type ItemKey = { pk: string; sk: string };

/** The sort key of a claim row. */
export const CLAIM_SORT_KEY = 'CLAIM';

/** The items of a tenant that the platform grants: its pools and its NAS. */
export const grantsPartition = (tenant: string): string => `TENANT#${tenant}`;

/** What the sort key of every pool of a tenant begins with. */
export const POOL_PREFIX = 'POOL#';

/** What the sort key of every NAS of a tenant begins with. */
export const NAS_PREFIX = 'NAS#';

/** What the partition key of every lease of a tenant begins with. */
export const leasePartitionPrefix = (tenant: string): string => `TENANT#${tenant}#SUB#`;

const leasePartition = ({ tenant, subscriber }: LeaseKey): string =>
  `${leasePartitionPrefix(tenant)}${subscriber}`;

/** A lease. */
export const leaseItemKey = (key: LeaseKey): ItemKey => ({
  pk: leasePartition(key),
  sk: TABLE.leaseSortKey,
});

/** What the statistics last counted for a lease. */
export const markerItemKey = (key: LeaseKey): ItemKey => ({ pk: leasePartition(key), sk: 'COUNTED' });

/** Whose lease or marker an item is. Ids hold no `#`. */
export const leaseKeyOf = ({ pk }: Pick<ItemKey, 'pk'>): LeaseKey => {
  const [, tenant, , subscriber] = pk.split('#') as [string, string, string, string];
  return { tenant, subscriber };
};

/** The claim row of one prefix. */
export const claimItemKey = ({ space, cidr }: ClaimKey): ItemKey => ({
  pk: `SPACE#${space}#${cidr}`,
  sk: CLAIM_SORT_KEY,
});

/** Which prefix a claim row is about. Neither a space nor a prefix holds a `#`. */
export const claimKeyOf = ({ pk }: Pick<ItemKey, 'pk'>): ClaimKey => {
  const [, space, cidr] = pk.split('#') as [string, string, string];
  return { space, cidr };
};

/** The ledger of one prefix. */
export const tenurePartition = ({ space, cidr }: ClaimKey): string => `SPACE#${space}#TENURE#${cidr}`;

/** Which prefix the ledger's rows of a partition are about; undefined where the partition is no ledger. */
export const tenureKeyOf = ({ pk }: Pick<ItemKey, 'pk'>): ClaimKey | undefined => {
  const [kind, space, word, cidr] = pk.split('#');
  return kind === 'SPACE' && space !== undefined && word === 'TENURE' && cidr !== undefined
    ? { space, cidr }
    : undefined;
};

/** One tenure. ISO 8601 in UTC, so that the order of the text is the order of time. */
export const tenureItemKey = (key: ClaimKey & { since: number }): ItemKey => ({
  pk: tenurePartition(key),
  sk: new Date(key.since).toISOString(),
});

/** When a tenure began, epoch milliseconds. */
export const tenureSince = ({ sk }: Pick<ItemKey, 'sk'>): number => Date.parse(sk);

/** All pools of one address space. */
export const registryItemKey = (space: string): ItemKey => ({ pk: `SPACE#${space}`, sk: 'REGISTRY' });

/** The partition that names every tenant: a grant writes it, and nothing takes it away. */
export const TENANTS_PARTITION = 'TENANTS';

/** The row that names one tenant. */
export const tenantItemKey = (tenant: string): ItemKey => ({ pk: TENANTS_PARTITION, sk: tenant });

/** How far the reconciliation with NetBox has come. */
export const RECONCILED_KEY: ItemKey = { pk: 'RECONCILED', sk: 'RECONCILED' };

/** A pool of a tenant. */
export const poolItemKey = (tenant: string, netboxPoolId: number): ItemKey => ({
  pk: grantsPartition(tenant),
  sk: `${POOL_PREFIX}${netboxPoolId}`,
});

/** A NAS of a tenant. */
export const nasItemKey = (tenant: string, ip: string): ItemKey => ({
  pk: grantsPartition(tenant),
  sk: `${NAS_PREFIX}${ip}`,
});

/** Over how many rows a tenant's sums are spread, so that writers seldom meet on one. */
export const SUM_SHARDS = 8;

/** One row of a tenant's sums; `shard` is 0 to SUM_SHARDS - 1. */
export const sumsItemKey = (tenant: string, shard: number): ItemKey => ({
  pk: `TENANT#${tenant}#STATS#${shard}`,
  sk: 'STATS',
});

const DUE_SHARDS = 8;

/** The partitions of the due index: one would be hot, many would be many queries a sweep. */
export const dueShards = (): string[] => Array.from({ length: DUE_SHARDS }, (_, shard) => String(shard));

/** The partition of the due index that an item belongs to for ever: FNV-1a of its partition key. */
export const dueShardOf = (pk: string): string => {
  let hash = 0x811c9dc5;
  for (const character of pk) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  }
  return String(hash % DUE_SHARDS);
};

/** What an entry of the due index is about. */
export const dueOf = (key: ItemKey): Due =>
  key.sk === CLAIM_SORT_KEY
    ? { kind: 'claim', key: claimKeyOf(key) }
    : { kind: 'lease', key: leaseKeyOf(key) };
