import { formatPrefix, type Prefix } from './prefix.ts';

/** Collects prefixes of up to /64 at 8 bytes each, and finds those of different lengths that share addresses. */
export type PrefixOverlaps = {
  add(prefix: Prefix): void;
  /** Canonical text, the wider one first. */
  find(): Iterable<{ outer: string; inner: string }>;
};

const HIGH = 64;

/** The first half of every address; delegated prefixes are no longer than that. */
type Column = { length: number; size: number; addresses: BigUint64Array };

const append = (column: Column, address: bigint): void => {
  if (column.size === column.addresses.length) {
    const larger = new BigUint64Array(2 * column.size);
    larger.set(column.addresses);
    column.addresses = larger;
  }
  column.addresses[column.size] = address >> BigInt(HIGH);
  column.size += 1;
};

const sorted = ({ length, size, addresses }: Column): Column => ({
  length,
  size,
  addresses: addresses.slice(0, size).sort(),
});

const has = ({ addresses, size }: Column, address: bigint): boolean => {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((addresses[middle] as bigint) < address) low = middle + 1;
    else high = middle;
  }
  return addresses[low] === address;
};

const text = (address: bigint, length: number): string =>
  formatPrefix({ address: address << BigInt(HIGH), length });

function* within(outer: Column, inner: Column): Generator<{ outer: string; inner: string }> {
  const hosts = BigInt(HIGH - outer.length);
  for (const address of inner.addresses) {
    const around = (address >> hosts) << hosts;
    if (has(outer, around)) yield { outer: text(around, outer.length), inner: text(address, inner.length) };
  }
}

function* find(columns: Iterable<Column>): Generator<{ outer: string; inner: string }> {
  const byLength = [...columns].map(sorted).sort((a, b) => a.length - b.length);
  for (const [index, inner] of byLength.entries()) {
    for (const outer of byLength.slice(0, index)) yield* within(outer, inner);
  }
}

/** An empty collection: a million prefixes of one length take 8 MB, and nothing is compared. */
export const prefixOverlaps = (): PrefixOverlaps => {
  const columns = new Map<number, Column>();
  return {
    add({ address, length }) {
      const column = columns.get(length) ?? { length, size: 0, addresses: new BigUint64Array(64) };
      columns.set(length, column);
      append(column, address);
    },
    find: () => find(columns.values()),
  };
};
