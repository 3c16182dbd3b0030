import { heldBy, type LeaseIn } from '../domain/lease.ts';
import { claimMark, isWithdrawnMark, withdrawnMark } from '../domain/marker.ts';
import { releaseOf } from '../domain/revocation.ts';
import type { NetBoxChange, NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';
import {
  DONE,
  failed,
  isMine,
  leaseKeyOf,
  type RunRef,
  type StepOutcome,
  SUPERSEDED,
} from './step-outcome.ts';

type Needs = Pick<Deps, 'leases' | 'netbox'>;

/** An object is ours to release while it carries this epoch's claim, or the mark of an earlier try of this release. */
const isOurs = (object: NetBoxPrefix, lease: LeaseIn<'revoking'>): boolean =>
  object.claim === claimMark(lease) || isWithdrawnMark(object.claim, object.id);

const change = (
  object: NetBoxPrefix,
  lease: LeaseIn<'revoking'>,
  netbox: Needs['netbox'],
): Promise<NetBoxChange> => {
  const release = releaseOf(lease.revocation);
  if (release === 'dropped') return netbox.remove(object);
  const status = release === 'quarantined' ? 'deprecated' : 'reserved';
  return netbox.withdraw(object, { claim: withdrawnMark(release, object.id), status });
};

const outcomeOf = (object: NetBoxPrefix, done: NetBoxChange): StepOutcome => {
  switch (done.outcome) {
    case 'done':
    case 'gone':
      return DONE;
    case 'changed':
      return failed(
        'netbox-refused',
        `${object.cidr} (NetBox prefix ${object.id}) was edited while it was released.`,
      );
    case 'refused':
      return failed(
        'netbox-refused',
        `NetBox refused to release ${object.cidr} (prefix ${object.id}): ${done.reason}`,
      );
    case 'unknown':
      return failed(
        'netbox-unavailable',
        `NetBox did not say whether it released ${object.cidr} (prefix ${object.id}): ${done.reason}`,
      );
  }
};

/**
 * Takes the prefix out of NetBox, or keeps it there out of first-fit's reach, as the revocation says. Acts only on the
 * object id of the lease as just read, never on a cidr; never before the session is known to be gone.
 */
export const releasePrefix = async (ref: RunRef, deps: Needs): Promise<StepOutcome> => {
  const lease = await deps.leases.read(leaseKeyOf(ref));
  if (!isMine(lease, ref)) return SUPERSEDED;
  const held = heldBy(lease);
  if (held === undefined) return DONE;
  if (lease.revocation.disconnect && lease.revocation.disconnected === undefined) {
    return failed(
      'disconnect-failed',
      `The session of subscriber ${lease.subscriber} may live; ${held.cidr} is not released.`,
    );
  }
  const object = await deps.netbox.readPrefix(held.netboxPrefixId);
  if (object === undefined) return DONE;
  if (!isOurs(object, lease)) {
    const detail = `NetBox prefix ${object.id} (${object.cidr}) carries the claim "${object.claim ?? ''}", not the one of subscriber ${lease.subscriber}. Put leasehold_claim back to "${claimMark(lease)}", or delete the prefix in NetBox; the revocation then goes on by itself.`;
    return failed('netbox-refused', detail);
  }
  return outcomeOf(object, await change(object, lease, deps.netbox));
};
