import { LeaseholdError } from '../domain/errors.ts';
import { type Pool, spaceOf } from '../domain/pool.ts';
import { parsePrefix } from '../domain/prefix.ts';
import { assertLengthsApart } from './assert-lengths-apart.ts';
import type { NetBoxPrefix } from './netbox.ts';
import { assertPoolUnused } from './pool-in-use.ts';
import type { Deps } from './ports.ts';

/** What the platform decides of a pool; the rest is read from NetBox. `length` is 48..64. */
export type PoolGrant = Omit<Pool, 'netboxPoolId' | 'cidr' | 'space' | 'vrfId'>;

/** A call to grant a pool to a tenant, or to change the grant. */
export type PutPoolCall = { tenant: string; netboxPoolId: number; grant: PoolGrant };

type Needs = Pick<Deps, 'inventory' | 'netbox' | 'statistics' | 'settings'>;

const unknownPool = (detail: string): LeaseholdError => new LeaseholdError('unknown-pool', detail);

/** NetBox offers a parent of the asked length as its own child, and then refuses the duplicate (4.4 to 4.7). */
const assertFits = (parent: NetBoxPrefix | undefined, { netboxPoolId, grant }: PutPoolCall): NetBoxPrefix => {
  const prefix = parent === undefined ? undefined : parsePrefix(parent.cidr);
  if (parent === undefined || prefix === undefined) {
    throw unknownPool(`NetBox has no IPv6 prefix with the id ${netboxPoolId}.`);
  }
  if (parent.claim !== undefined) {
    throw unknownPool(`Prefix ${parent.cidr} is no pool: it is, or was, delegated to a subscriber.`);
  }
  if (grant.length > prefix.length) return parent;
  throw new LeaseholdError(
    'length-not-served',
    `Prefix ${parent.cidr} has no room for a /${grant.length}: prefixSize must be greater than ${prefix.length}.`,
  );
};

/** Whether prefixes of the pool as it was would be none of the pool as it is to be. */
const moves = (before: Pool, after: Pool): boolean =>
  before.length !== after.length || before.cidr !== after.cidr || before.space !== after.space;

/**
 * Grants a pool to a tenant, or changes the grant. Throws `unknown-pool` where NetBox has no such prefix,
 * `length-not-served` where it is smaller than what it should delegate, `pool-overlap` where prefixes of two lengths
 * could overlap, `pool-in-use` where the length or the place of a pool would change under held prefixes, and what
 * NetBox's port throws.
 */
export const putPool = async (
  request: PutPoolCall,
  deps: Needs,
): Promise<{ pool: Pool; created: boolean }> => {
  const { tenant, netboxPoolId, grant } = request;
  const { cidr, vrfId } = assertFits(await deps.netbox.readPrefix(netboxPoolId), request);
  const pool: Pool = {
    netboxPoolId,
    cidr,
    space: spaceOf(deps.settings.spaceId, vrfId),
    ...(vrfId === undefined ? {} : { vrfId }),
    ...grant,
  };
  const pools = await deps.inventory.listPools(tenant);
  const before = pools.find((each) => each.netboxPoolId === netboxPoolId);
  if (before === undefined || moves(before, pool)) {
    if (before !== undefined) await assertPoolUnused(request, deps);
    await assertLengthsApart(pool, deps);
  }
  return { pool, created: await deps.inventory.putPool(tenant, pool) };
};
