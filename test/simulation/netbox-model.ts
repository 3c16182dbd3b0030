import type {
  Marker,
  NetBoxAllocation,
  NetBoxChange,
  NetBoxPrefix,
  Withdrawal,
} from '../../shared/usecases/netbox.ts';

/** A parent prefix, and the prefixes of its one length in the order in which first-fit offers them. */
export type ModelPool = { id: number; cidr: string; children: readonly string[] };

/**
 * NetBox as far as the port sees it, each call of one turn: what the local NetBox and the real client make of it,
 * which a test compares. One global table; a pool delegates one length.
 */
export type NetBoxModel = {
  objects: Map<number, NetBoxPrefix>;
  findByClaim: (claim: string) => NetBoxPrefix[];
  findByLease: (lease: string) => NetBoxPrefix[];
  allocateNext: (poolId: number, length: number, marker: Marker) => NetBoxAllocation;
  allocateExact: (cidr: string, marker: Marker) => NetBoxAllocation;
  /** What a second plain POST of the same prefix at the same moment makes: NetBox takes no lock there. */
  makeTwin: (cidr: string, marker: Marker) => NetBoxPrefix;
  readPrefix: (id: number) => NetBoxPrefix | undefined;
  withdraw: (prefix: NetBoxPrefix, to: Withdrawal) => NetBoxChange;
  remove: (prefix: NetBoxPrefix) => NetBoxChange;
  listClaimed: (afterId: number, limit: number) => { prefixes: NetBoxPrefix[]; next?: number };
};

/** Above those of the objects that a world begins with. */
const FIRST_ID = 10_000;

const without = ({ etag: _, ...prefix }: NetBoxPrefix): NetBoxPrefix => prefix;

/** `etags`: whether it knows If-Match (NetBox 4.6 and later). */
export const netboxModel = (pools: readonly ModelPool[], etags: boolean): NetBoxModel => {
  const objects = new Map<number, NetBoxPrefix>();
  let ids = FIRST_ID;
  let edits = 0;

  const stored = (prefix: NetBoxPrefix): NetBoxPrefix => {
    edits += 1;
    const kept = etags ? { ...prefix, etag: `"${edits}"` } : prefix;
    objects.set(prefix.id, kept);
    return kept;
  };

  const matching = (holds: (prefix: NetBoxPrefix) => boolean): NetBoxPrefix[] => {
    const found: NetBoxPrefix[] = [];
    for (const object of objects.values()) if (holds(object)) found.push(object);
    return found;
  };

  const hasClaim = (claim: string, exceptId?: number): boolean =>
    matching((each) => each.claim === claim && each.id !== exceptId).length > 0;

  const isTaken = (cidr: string): boolean => matching((each) => each.cidr === cidr).length > 0;

  /** The answer of a POST has no ETag. */
  const made = (cidr: string, marker: Marker): NetBoxPrefix => {
    ids += 1;
    return without(stored({ id: ids, cidr, status: 'active', ...marker }));
  };

  const allocateIn = (pool: ModelPool, marker: Marker): NetBoxAllocation => {
    const taken = new Set([...objects.values()].map(({ cidr }) => cidr));
    const free = pool.children.find((cidr) => !taken.has(cidr));
    if (free === undefined) return { outcome: 'exhausted' };
    if (hasClaim(marker.claim)) return { outcome: 'duplicate' };
    return { outcome: 'allocated', prefix: made(free, marker) };
  };

  /** What an edit or a deletion of this object as it was read comes to before it is made. */
  const refusal = ({ id, etag }: NetBoxPrefix): NetBoxChange | undefined => {
    const found = objects.get(id);
    if (found === undefined) return { outcome: 'gone' };
    return etag !== undefined && found.etag !== etag ? { outcome: 'changed' } : undefined;
  };

  return {
    objects,
    findByClaim: (claim) => matching((each) => each.claim === claim),
    findByLease: (lease) => matching((each) => each.lease === lease),
    allocateNext: (poolId, _length, marker) => {
      const pool = pools.find(({ id }) => id === poolId);
      return pool === undefined
        ? { outcome: 'refused', reason: 'No Prefix matches the given query.' }
        : allocateIn(pool, marker);
    },
    allocateExact: (cidr, marker) =>
      isTaken(cidr) || hasClaim(marker.claim)
        ? { outcome: 'duplicate' }
        : { outcome: 'allocated', prefix: made(cidr, marker) },
    makeTwin: made,
    readPrefix: (id) => {
      const pool = pools.find((each) => each.id === id);
      return pool === undefined ? objects.get(id) : { id, cidr: pool.cidr, status: 'container' };
    },
    withdraw: (prefix, to) => {
      const refused = refusal(prefix);
      if (refused !== undefined) return refused;
      if (hasClaim(to.claim, prefix.id)) return { outcome: 'refused', reason: 'must have a unique value' };
      const { lease: _, ...rest } = objects.get(prefix.id) as NetBoxPrefix;
      stored({ ...rest, ...to });
      return { outcome: 'done' };
    },
    remove: (prefix) => {
      const refused = refusal(prefix);
      if (refused !== undefined) return refused;
      objects.delete(prefix.id);
      return { outcome: 'done' };
    },
    listClaimed: (afterId, limit) => {
      const prefixes = matching(({ id, claim }) => claim !== undefined && id > afterId).sort(
        (a, b) => a.id - b.id,
      );
      const page = prefixes.slice(0, limit);
      const last = page.at(-1);
      return prefixes.length > limit && last !== undefined
        ? { prefixes: page, next: last.id }
        : { prefixes: page };
    },
  };
};
