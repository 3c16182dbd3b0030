import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { TABLE } from '../contract/table.ts';
import type { Claim, ClaimKey, Tenure } from '../domain/claim.ts';
import type { Lease } from '../domain/lease.ts';
import { fullNames, leaseAttributes } from './dynamo-attributes.ts';
import {
  claimItemKey,
  claimKeyOf,
  dueShardOf,
  type ItemKey,
  leaseItemKey,
  leaseKeyOf,
  tenureItemKey,
  tenureSince,
} from './dynamo-keys.ts';

/** An item as the Document client reads and writes it. */
export type Item = ItemKey & Record<string, unknown>;

/** What puts an item into the due index: nothing where it has no deadline. `dueAt` is epoch milliseconds. */
export const dueFields = (pk: string, dueAt: number | undefined): Record<string, unknown> =>
  dueAt === undefined ? {} : { [TABLE.dueAt]: dueAt, [TABLE.dueShard]: dueShardOf(pk) };

/** The item of a lease. */
export const leaseItem = ({ tenant, subscriber, dueAt, ...fields }: Lease): Item => {
  const key = leaseItemKey({ tenant, subscriber });
  const stored = Object.entries(fields).map(([name, value]) => [
    leaseAttributes.path(name)[0],
    leaseAttributes.value(name, value),
  ]);
  return { ...key, ...Object.fromEntries(stored), ...dueFields(key.pk, dueAt) };
};

/** Reads the item of a lease. */
export const leaseOfItem = (item: Record<string, unknown>): Lease => {
  const { pk, sk: _, [TABLE.dueShard]: __, ...stored } = item;
  return { ...leaseKeyOf({ pk: pk as string }), ...fullNames(stored) } as Lease;
};

/** Reads the image of a lease in a record of the table's stream; undefined where the record has none. */
export const leaseOfImage = (image: Record<string, unknown> | undefined): Lease | undefined =>
  image === undefined ? undefined : leaseOfItem(unmarshall(image as Record<string, AttributeValue>));

/** The item of a claim. */
export const claimItem = ({ space, cidr, dueAt, ...fields }: Claim): Item => {
  const key = claimItemKey({ space, cidr });
  return { ...key, ...fields, ...dueFields(key.pk, dueAt) };
};

/** Reads the item of a claim. */
export const claimOfItem = (item: Record<string, unknown>): Claim => {
  const { pk, sk: _, [TABLE.dueShard]: __, ...fields } = item;
  return { ...claimKeyOf({ pk: pk as string }), ...fields } as Claim;
};

/** The item of a tenure: prefix and beginning are its key. */
export const tenureItem = ({ space, cidr, since, ...fields }: Tenure): Item => ({
  ...tenureItemKey({ space, cidr, since }),
  ...fields,
});

/** Reads the item of a tenure of this prefix. */
export const tenureOfItem = (key: ClaimKey, item: Record<string, unknown>): Tenure => {
  const { pk: _, sk, ...fields } = item;
  return { ...key, since: tenureSince({ sk: sk as string }), ...fields } as Tenure;
};
