/** An IPv6 prefix: the network's first address as a 128-bit number (host bits zero) and its length, 0..128. */
export type Prefix = { address: bigint; length: number };

const BITS = 128;
const GROUPS = 8;

/** Reads eight 16-bit groups, one `::` at most, dotted IPv4 refused: no provider writes a delegated prefix so. */
const parseAddress = (text: string): bigint | undefined => {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  if (halves.length > 2) return undefined;
  const [left, right] = [halves[0] as string[], halves.length === 1 ? [] : (halves[1] as string[])];
  const missing = GROUPS - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
};

const hostBits = (length: number): bigint => (1n << BigInt(BITS - length)) - 1n;

/**
 * Reads `address/length` in any RFC 4291 text form without embedded IPv4. Undefined where it is malformed or where
 * bits beyond the length are set: a prefix with host bits is a mistake, not another spelling.
 */
export const parsePrefix = (text: string): Prefix | undefined => {
  const match = /^([0-9a-fA-F:]{2,39})\/(0|[1-9][0-9]{0,2})$/.exec(text);
  if (match === null) return undefined;
  const address = parseAddress(match[1] as string);
  const length = Number(match[2]);
  if (address === undefined || length > BITS) return undefined;
  return (address & hostBits(length)) === 0n ? { address, length } : undefined;
};

/** The first longest run of two or more zero groups, which RFC 5952 4.2 writes as `::`. */
const zeroRun = (groups: readonly number[]): { start: number; size: number } => {
  let best = { start: -1, size: 1 };
  let size = 0;
  groups.forEach((group, index) => {
    size = group === 0 ? size + 1 : 0;
    if (size > best.size) best = { start: index - size + 1, size };
  });
  return best;
};

/** Canonical text of RFC 5952, such as `2001:db8:0:100::/56`: the only spelling that is ever stored or compared. */
export const formatPrefix = ({ address, length }: Prefix): string => {
  const groups = Array.from({ length: GROUPS }, (_, index) =>
    Number((address >> BigInt(16 * (GROUPS - 1 - index))) & 0xffffn),
  );
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  const run = zeroRun(groups);
  const text =
    run.start < 0
      ? hex(groups)
      : `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.size))}`;
  return `${text}/${length}`;
};

/** The canonical spelling of a prefix, or undefined where the text is none. */
export const canonicalPrefix = (text: string): string | undefined => {
  const prefix = parsePrefix(text);
  return prefix === undefined ? undefined : formatPrefix(prefix);
};

/** Whether `outer` covers every address of `inner`; a prefix contains itself. */
export const containsPrefix = (outer: Prefix, inner: Prefix): boolean =>
  outer.length <= inner.length && (inner.address & ~hostBits(outer.length)) === outer.address;

/** Whether the two share an address: one of them contains the other. */
export const overlaps = (a: Prefix, b: Prefix): boolean => containsPrefix(a, b) || containsPrefix(b, a);

/** The n-th prefix of `length` inside `pool`, from 0; undefined where the pool has no such one. */
export const nthSubnet = (pool: Prefix, length: number, n: bigint): Prefix | undefined => {
  if (length < pool.length || length > BITS) return undefined;
  if (n < 0n || n >= 1n << BigInt(length - pool.length)) return undefined;
  return { address: pool.address + (n << BigInt(BITS - length)), length };
};
