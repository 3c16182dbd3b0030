import { containsPrefix, type Prefix } from '../../shared/domain/prefix.ts';

const size = (length: number): bigint => 1n << BigInt(128 - length);

const alignUp = (address: bigint, step: bigint): bigint => ((address + step - 1n) / step) * step;

/**
 * The lowest free prefix of `length` in `pool`, as NetBox's available-prefixes chooses it; undefined where there is no
 * room. `taken` may hold prefixes outside the pool, and the pool itself: neither takes anything away.
 */
export const firstFit = (pool: Prefix, length: number, taken: readonly Prefix[]): Prefix | undefined => {
  if (length < pool.length) return undefined;
  const step = size(length);
  const children = taken
    .filter((child) => child.length > pool.length && containsPrefix(pool, child))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
  let address = pool.address;
  for (const child of children) {
    if (address + step <= child.address) break;
    const end = alignUp(child.address + size(child.length), step);
    if (end > address) address = end;
  }
  return address + step <= pool.address + size(pool.length) ? { address, length } : undefined;
};
