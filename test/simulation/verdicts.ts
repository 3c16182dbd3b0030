import { heldBy } from '../../shared/domain/lease.ts';
import { claimMark, isWithdrawnMark, withdrawnMark } from '../../shared/domain/marker.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { judgeEvents, judgeStatistics } from './outcomes.ts';
import { violate, type World } from './world.ts';

const nameOf = (lease: { tenant: string; subscriber: string }): string =>
  `${lease.tenant}/${lease.subscriber}`;

const isHeld = (world: World, object: NetBoxPrefix): boolean => {
  const claim = world.rows.claims.get(rowName(world.pool.space, object.cidr));
  if (claim?.netboxPrefixId !== object.id) return false;
  if (claim.state === 'quarantined' || claim.state === 'withheld') {
    return object.claim === withdrawnMark(claim.state, object.id);
  }
  const lease = world.rows.leases.get(leaseName(claim));
  return lease !== undefined && heldBy(lease)?.netboxPrefixId === object.id;
};

/** A release that was begun may have taken the mark, or the object: the lease still has to be revoked. */
const isBeingReleased = (world: World, object: NetBoxPrefix): boolean => {
  for (const lease of world.rows.leases.values()) {
    if (heldBy(lease)?.netboxPrefixId === object.id && lease.state === 'failed') return true;
  }
  return false;
};

/** Of a lease that the table has never heard of; what is withdrawn names none. */
const isUnknown = ({ rows }: World, object: NetBoxPrefix): boolean => {
  if (isWithdrawnMark(object.claim, object.id)) return false;
  const [tenant, subscriber] = (object.claim ?? '').split('/');
  return !rows.leases.has(rowName(tenant as string, subscriber as string));
};

/** What is ours in NetBox, known to the table, and nobody's; `spared` is what only the nightly reconciliation looks for. */
export const unheldObjects = (world: World, spared: ReadonlySet<number>): NetBoxPrefix[] =>
  [...world.netbox.objects.values()].filter((object) => {
    if (object.claim === undefined || spared.has(object.id) || isHeld(world, object)) return false;
    return !isBeingReleased(world, object) && !isUnknown(world, object);
  });

/** Nothing of the kind is there. */
export const judgeObjects = (world: World, spared: ReadonlySet<number>): void => {
  for (const { cidr, id, claim } of unheldObjects(world, spared)) {
    violate(world, 'nothing of ours in NetBox is unheld', `${cidr} (${id}, ${claim})`);
  }
};

const judgeClaims = (world: World): void => {
  for (const claim of world.rows.claims.values()) {
    if (claim.state === 'quarantined' || claim.state === 'withheld') continue;
    const lease = world.rows.leases.get(leaseName(claim));
    if (lease === undefined || heldBy(lease)?.cidr !== claim.cidr || lease.epoch !== claim.epoch) {
      violate(world, "a claim is its holder's", `${claim.cidr} is ${claim.state} for ${nameOf(claim)}`);
    }
  }
};

const IN_SERVICE: readonly string[] = ['allocated', 'active', 'suspended'];

const judgeLeases = (world: World): void => {
  for (const lease of world.rows.leases.values()) {
    const held = heldBy(lease);
    if (held === undefined) continue;
    const claim = world.rows.claims.get(rowName(held.space, held.cidr));
    if (claim?.netboxPrefixId !== held.netboxPrefixId) {
      violate(world, 'a held prefix is claimed', `${nameOf(lease)} holds ${held.cidr}`);
    }
    const object = world.netbox.objects.get(held.netboxPrefixId);
    if (IN_SERVICE.includes(lease.state) && object?.claim !== claimMark(lease)) {
      violate(world, 'a held prefix is in NetBox', `${nameOf(lease)} holds ${held.cidr}`);
    }
  }
};

const ONE_TENURE = 'a tenure is written once';

const tenureName = (cidr: string, of: { tenant: string; subscriber: string; epoch: number }): string =>
  `${cidr} by ${nameOf(of)} in epoch ${of.epoch}`;

/** The tenures that revocations have ended. */
const ended = ({ rows }: World): string[] =>
  rows.records.flatMap(({ before, after }) => {
    const held = before?.state === 'revoking' ? heldBy(before) : undefined;
    return after?.state === 'revoked' && held !== undefined ? [tenureName(held.cidr, after)] : [];
  });

/**
 * The ledger has each tenure once. Its times are those of its writers' clocks, read before their writes: at a handover
 * within seconds they may overlap, although the holders never did, which `watchOverlap` sees to.
 */
const judgeTenures = (world: World): void => {
  const written = new Set<string>();
  for (const tenure of world.rows.tenures) {
    const name = tenureName(tenure.cidr, tenure);
    const isWrong = written.has(name) || tenure.since > tenure.until;
    if (isWrong) violate(world, ONE_TENURE, `${name}, from ${tenure.since} to ${tenure.until}`);
    written.add(name);
  }
  for (const name of ended(world)) {
    if (!written.has(name)) violate(world, ONE_TENURE, `${name} is not in the ledger`);
  }
};

/** Looks at everything, once it has come to rest. */
export const judgeAll = (world: World): void => {
  judgeLeases(world);
  judgeClaims(world);
  judgeObjects(world, world.strays);
  judgeEvents(world);
  judgeStatistics(world);
  judgeTenures(world);
};
