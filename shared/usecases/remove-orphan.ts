import type { Claim } from '../domain/claim.ts';
import { isDead, parseClaimMark, withdrawnMark } from '../domain/marker.ts';
import { spaceOf } from '../domain/pool.ts';
import type { NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';

/** What a look at one object came to: deleted, somebody's, or not known (NetBox did not say whether it deleted it). */
export type OrphanLook = 'removed' | 'alive' | 'unsure';

type Needs = Pick<Deps, 'leases' | 'claims' | 'netbox' | 'settings' | 'log' | 'metrics'>;

const claimOf = (object: NetBoxPrefix, deps: Needs): Promise<Claim | undefined> =>
  deps.claims.read({ space: spaceOf(deps.settings.spaceId, object.vrfId), cidr: object.cidr });

const isNobodys = async (object: NetBoxPrefix, deps: Needs): Promise<boolean> => {
  const mark = parseClaimMark(object.claim ?? '');
  if (mark !== undefined) {
    const lease = await deps.leases.read(mark);
    return isDead({ id: object.id, epoch: mark.epoch }, lease, await claimOf(object, deps));
  }
  const withdrawn = (['quarantined', 'withheld'] as const).some(
    (state) => object.claim === withdrawnMark(state, object.id),
  );
  return withdrawn && (await claimOf(object, deps))?.netboxPrefixId !== object.id;
};

/**
 * Deletes a NetBox object of ours if it is nobody's any more. `object` must come from NetBox before this call: the
 * lease is read after it, and the claim row last. Throws what the table throws.
 */
export const removeOrphan = async (object: NetBoxPrefix, deps: Needs): Promise<OrphanLook> => {
  if (!(await isNobodys(object, deps))) return 'alive';
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
