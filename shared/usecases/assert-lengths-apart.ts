import { LeaseholdError } from '../domain/errors.ts';
import type { Pool } from '../domain/pool.ts';
import { parsePrefix } from '../domain/prefix.ts';
import type { Deps } from './ports.ts';

/** NetBox sends so many prefixes in well under a second. */
const PAGE = 1_000;

/**
 * Refuses a pool in which NetBox has a claimed prefix of another length than the pool is to delegate, with
 * `pool-overlap`. The registry knows what is granted now; this asks for what an earlier grant left: prefixes in
 * quarantine, withheld, or being allocated. Throws what NetBox's port throws.
 */
export const assertLengthsApart = async (pool: Pool, { netbox }: Pick<Deps, 'netbox'>): Promise<void> => {
  let after: number | undefined = 0;
  while (after !== undefined) {
    const { prefixes, next } = await netbox.listClaimed(after, PAGE, pool.cidr);
    const other = prefixes.find(
      ({ cidr, vrfId }) => vrfId === pool.vrfId && parsePrefix(cidr)?.length !== pool.length,
    );
    if (other !== undefined) {
      throw new LeaseholdError(
        'pool-overlap',
        `Pool ${pool.netboxPoolId} (${pool.cidr}) cannot delegate /${pool.length}: NetBox still has ${other.cidr} (id ${other.id}, claim ${other.claim}) in it. A quarantine and an allocation end by themselves; what is withheld, an operator deletes in NetBox.`,
      );
    }
    after = next;
  }
};
