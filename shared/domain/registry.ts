import { LeaseholdError } from './errors.ts';
import type { Pool, Registry } from './pool.ts';
import { overlaps, type Prefix, parsePrefix } from './prefix.ts';

type Entry = Registry['pools'][string];

/** What is registered, apart from this tenant's own grant of the pool. */
const othersOf = (registry: Registry, tenant: string, netboxPoolId: number): Registry['pools'] =>
  Object.fromEntries(
    Object.entries(registry.pools).flatMap(([id, entry]): [string, Entry][] => {
      if (id !== String(netboxPoolId)) return [[id, entry]];
      const tenants = entry.tenants.filter((each) => each !== tenant);
      return tenants.length === 0 ? [] : [[id, { ...entry, tenants }]];
    }),
  );

const clashes = (pool: Pool, [id, entry]: [string, Entry]): boolean =>
  entry.length !== pool.length &&
  (id === String(pool.netboxPoolId) ||
    overlaps(parsePrefix(entry.cidr) as Prefix, parsePrefix(pool.cidr) as Prefix));

/** A space of which nothing is registered yet. */
export const emptyRegistry = (space: string): Registry => ({ space, version: 0, pools: {} });

/**
 * The registry once a pool is granted to a tenant, anew or otherwise than before. Throws `pool-overlap` where the
 * pool overlaps one that delegates another length, or is granted to another tenant for another length: prefixes of
 * one length cannot overlap, those of two can.
 */
export const withGrant = (registry: Registry, tenant: string, pool: Pool): Registry => {
  const others = othersOf(registry, tenant, pool.netboxPoolId);
  const clash = Object.entries(others).find((other) => clashes(pool, other));
  if (clash !== undefined) {
    const [id, entry] = clash;
    throw new LeaseholdError(
      'pool-overlap',
      `Pool ${pool.netboxPoolId} (${pool.cidr}, delegating /${pool.length}) overlaps pool ${id} (${entry.cidr}, delegating /${entry.length}). Give both the same prefix length, or do not grant one of them.`,
    );
  }
  const tenants = [...(others[pool.netboxPoolId]?.tenants ?? []), tenant];
  return {
    space: registry.space,
    version: registry.version + 1,
    pools: { ...others, [pool.netboxPoolId]: { cidr: pool.cidr, length: pool.length, tenants } },
  };
};

/** The registry once a pool is no longer granted to a tenant; a pool that nobody is granted is forgotten. */
export const withoutGrant = (registry: Registry, tenant: string, netboxPoolId: number): Registry => ({
  space: registry.space,
  version: registry.version + 1,
  pools: othersOf(registry, tenant, netboxPoolId),
});
