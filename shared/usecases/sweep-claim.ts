import { type Claim, type ClaimKey, reservedBy } from '../domain/claim.ts';
import { all, equal } from '../domain/condition.ts';
import type { Lease } from '../domain/lease.ts';
import { DEADLINES } from '../domain/lifecycle.ts';
import { isWithdrawnMark } from '../domain/marker.ts';
import type { Deps } from './ports.ts';
import { AT_ONCE, type Pace } from './sweep-pace.ts';

type Needs = Pick<Deps, 'leases' | 'claims' | 'netbox' | 'clock'>;

type Withdrawn = Extract<Claim, { netboxPrefixId: number }>;

/** The row is what was read: nobody has taken the prefix into use since. */
const stillWithdrawn = (claim: Withdrawn) =>
  all(equal('state', claim.state), equal('netboxPrefixId', claim.netboxPrefixId));

const needsReservation = (claim: Claim, lease: Lease | undefined): boolean =>
  lease?.state === 'pending' && lease.epoch === claim.epoch;

const postpone = (claim: Claim, pause: number, deps: Needs): Claim => ({
  ...claim,
  dueAt: deps.clock() + pause,
});

/** The row is read first, then the lease: a row whose allocation ended while it was looked at is not dropped twice. */
const sweepReserved = async (claim: Claim, deps: Needs): Promise<boolean> => {
  const lease = await deps.leases.read(claim);
  const to = needsReservation(claim, lease) ? postpone(claim, DEADLINES.reserved, deps) : undefined;
  return deps.claims.change({ key: claim, when: reservedBy(claim), to });
};

/** The object goes first: a row without its object holds the prefix back, an object without its row would leak. */
const endQuarantine = async (claim: Withdrawn, deps: Needs): Promise<boolean> => {
  const object = await deps.netbox.readPrefix(claim.netboxPrefixId);
  if (object !== undefined && isWithdrawnMark(object.claim, object.id)) {
    const removed = await deps.netbox.remove(object);
    if (removed.outcome !== 'done' && removed.outcome !== 'gone') return false;
  }
  return deps.claims.change({ key: claim, when: stillWithdrawn(claim), to: undefined });
};

/** A withheld prefix is free again when an operator has deleted its object in NetBox, or taken it over there. */
const sweepWithheld = async (claim: Withdrawn, deps: Needs): Promise<boolean> => {
  const object = await deps.netbox.readPrefix(claim.netboxPrefixId);
  const kept = object !== undefined && isWithdrawnMark(object.claim, object.id);
  const to = kept ? postpone(claim, DEADLINES.withheldCheck, deps) : undefined;
  return deps.claims.change({ key: claim, when: stillWithdrawn(claim), to });
};

/**
 * Does what is due of one claim row, and asks NetBox at the `pace` of its sweep. True where it was done; false where it is
 * left for the next sweep. Throws what NetBox and the table throw.
 */
export const sweepClaim = async (key: ClaimKey, deps: Needs, pace: Pace = AT_ONCE): Promise<boolean> => {
  const claim = await deps.claims.read(key);
  if (claim?.dueAt === undefined || claim.dueAt > deps.clock()) return false;
  switch (claim.state) {
    case 'reserved':
      return sweepReserved(claim, deps);
    case 'quarantined':
      return pace.ask(() => endQuarantine(claim, deps));
    case 'withheld':
      return pace.ask(() => sweepWithheld(claim, deps));
    case 'held':
      return false;
  }
};
