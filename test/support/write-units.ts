import { itemSize } from './item-size.ts';

/** An item as it is stored; undefined where there is none. */
export type Stored = Record<string, unknown> | undefined;

const KB = 1024;

/** What the keys-only index has of an item: nothing where it lacks one of the index's keys. */
const indexEntry = (item: Stored): string | undefined =>
  item?.dueShard === undefined || item.dueAt === undefined ? undefined : `${item.dueShard} ${item.dueAt}`;

const indexUnits = (before: Stored, after: Stored): number => {
  const [was, is] = [indexEntry(before), indexEntry(after)];
  if (was === is) return 0;
  return was === undefined || is === undefined ? 1 : 2;
};

/**
 * Write units of one write by the rules of the DynamoDB developer guide ("Capacity unit consumption for write
 * operations", "Using Global Secondary Indexes"): the larger of the item before and after in steps of 1 KB, twice that
 * in a transaction; in the index one for a new or lost entry, two for one that moves.
 */
export const writeUnitsOf = (before: Stored, after: Stored, isTransaction: boolean): number => {
  const size = Math.max(itemSize(before ?? {}), itemSize(after ?? {}), 1);
  return Math.ceil(size / KB) * (isTransaction ? 2 : 1) + indexUnits(before, after);
};
