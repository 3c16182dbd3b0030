import type { Claim } from '../domain/claim.ts';
import { isDead, isWithdrawnMark, parseClaimMark } from '../domain/marker.ts';
import { spaceOf } from '../domain/pool.ts';
import type { NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';

/**
 * What a look at one object came to: deleted; somebody's; not known to be deleted (`unsure`: NetBox did not say); of a
 * lease or a release that this table has never heard of (`unknown`).
 */
export type OrphanLook = 'removed' | 'alive' | 'unsure' | 'unknown';

type Needs = Pick<Deps, 'leases' | 'claims' | 'netbox' | 'settings' | 'log' | 'metrics'>;

const claimOf = (object: NetBoxPrefix, deps: Needs): Promise<Claim | undefined> =>
  deps.claims.read({ space: spaceOf(deps.settings.spaceId, object.vrfId), cidr: object.cidr });

/**
 * Whose an object is. One of a lease that is not in the table is dead by the protocol, and yet nobody's to delete: it
 * may belong to another deployment on the same NetBox, or to a table that was lost or restored to an earlier day.
 */
const ownerOf = async (object: NetBoxPrefix, deps: Needs): Promise<'nobody' | 'somebody' | 'unknown'> => {
  const mark = parseClaimMark(object.claim ?? '');
  if (mark === undefined && !isWithdrawnMark(object.claim, object.id)) return 'somebody';
  const lease = mark === undefined ? undefined : await deps.leases.read(mark);
  const claim = await claimOf(object, deps);
  const isSomebodys =
    mark === undefined
      ? claim?.netboxPrefixId === object.id
      : !isDead({ id: object.id, epoch: mark.epoch }, lease, claim);
  if (isSomebodys) return 'somebody';
  return lease === undefined && claim === undefined ? 'unknown' : 'nobody';
};

/**
 * Deletes a NetBox object of ours if it is nobody's any more. `object` must come from NetBox before this call: the
 * lease is read after it, and the claim row last. Throws what the table throws.
 */
export const removeOrphan = async (object: NetBoxPrefix, deps: Needs): Promise<OrphanLook> => {
  const owner = await ownerOf(object, deps);
  if (owner !== 'nobody') return owner === 'somebody' ? 'alive' : 'unknown';
  const removed = await deps.netbox.remove(object);
  if (removed.outcome !== 'done' && removed.outcome !== 'gone') {
    deps.log(
      'warn',
      `${object.cidr} in NetBox (prefix ${object.id}) belongs to nobody and could not be deleted; the next look tries again.`,
      {
        netboxPrefixId: object.id,
        claim: object.claim,
        outcome: removed,
      },
    );
    return 'unsure';
  }
  deps.metrics.count('PrefixLeak', { kind: 'removed' });
  deps.log(
    'info',
    `${object.cidr} was left in NetBox (prefix ${object.id}) by an allocation that ended otherwise; it is deleted.`,
    {
      netboxPrefixId: object.id,
      claim: object.claim,
    },
  );
  return 'removed';
};
