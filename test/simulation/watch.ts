import type { Claim } from '../../shared/domain/claim.ts';
import { heldBy, type Lease, type LeaseIn, type LeaseKey } from '../../shared/domain/lease.ts';
import { claimMark, leaseMark } from '../../shared/domain/marker.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import type { DynamicAuthorizationRequest } from '../../shared/usecases/session-control.ts';
import type { MemoryWrite } from '../support/memory-faults.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import type { Actor } from './actor.ts';
import type { ModelSession } from './nas-model.ts';
import { goneKey, watchSession } from './watch-session.ts';
import { violate, type World } from './world.ts';

const IN_SERVICE: readonly string[] = ['allocated', 'active', 'suspended'];

const isInService = (lease: Lease): boolean => IN_SERVICE.includes(lease.state);

const nameOf = (key: LeaseKey): string => `${key.tenant}/${key.subscriber}`;

const isOther = (a: LeaseKey, b: LeaseKey): boolean => a.tenant !== b.tenant || a.subscriber !== b.subscriber;

/** Whose actor may not touch it: only the sweeper and the reconciliation work for all. */
const watchScope = (world: World, actor: Actor, touched: LeaseKey): void => {
  if (actor.scope !== undefined && isOther(actor.scope, touched)) {
    violate(world, 'no cross-tenant effect', `${actor.name} changed what is ${nameOf(touched)}'s`);
  }
};

const watchHeld = (world: World, lease: Lease): void => {
  const held = heldBy(lease);
  if (held === undefined || !isInService(lease)) return;
  const who = `${nameOf(lease)} (${lease.state}) holds ${held.cidr}`;
  const object = world.netbox.objects.get(held.netboxPrefixId);
  if (object?.claim !== claimMark(lease) || object.cidr !== held.cidr) {
    violate(world, 'a held prefix is in NetBox', `${who}, and NetBox has ${object?.claim ?? 'no object'}`);
  }
  const claim = world.rows.claims.get(rowName(held.space, held.cidr));
  if (claim?.state !== 'held' || claim.netboxPrefixId !== held.netboxPrefixId || isOther(claim, lease)) {
    violate(world, 'a held prefix is claimed', `${who}, and its claim row is ${claim?.state ?? 'absent'}`);
  }
};

const watchOverlap = (world: World, lease: Lease): void => {
  const cidr = heldBy(lease)?.cidr;
  for (const other of world.rows.leases.values()) {
    if (other !== lease && heldBy(other)?.cidr === cidr) {
      violate(world, 'no two live tenures overlap', `${nameOf(lease)} and ${nameOf(other)} hold ${cidr}`);
    }
  }
};

const BEGINNINGS: readonly unknown[] = ['beginAllocation', 'resumeAllocation', 'renewEpoch'];

const watchMove = (world: World, write: MemoryWrite, lease: Lease): void => {
  if (BEGINNINGS.includes(write.move)) world.begun.set(claimMark(lease), world.scheduler.now());
  if (write.move === 'allocate') watchOverlap(world, lease);
  if (write.move === 'finishRevoke') watchSession(world, lease as LeaseIn<'revoked'>);
  watchHeld(world, lease);
};

/** The router's word is as old as the slot under which it was asked. */
const SLOT_MILLISECONDS = 45_000;

const watchRecord = (world: World, lease: Lease): void => {
  const before = world.rows.records.at(-1)?.before;
  if (lease.state !== 'revoking' || lease.revocation.disconnected === undefined) return;
  if (before?.slot === undefined || lease.slot !== undefined) return;
  const at = before.slot.until - SLOT_MILLISECONDS;
  world.gone.set(goneKey(lease), { at, result: lease.revocation.disconnected });
};

/** Looks at what a write of a lease left behind. */
export const watchWrite = (world: World, actor: Actor, write: MemoryWrite): void => {
  if (write.tenant === undefined || write.subscriber === undefined) return;
  const key = { tenant: write.tenant, subscriber: write.subscriber };
  watchScope(world, actor, key);
  world.streamed();
  const lease = world.rows.leases.get(leaseName(key));
  if (lease === undefined) return;
  if (write.door === 'recordAuthorization') watchRecord(world, lease);
  else watchMove(world, write, lease);
};

const ownerOf = (world: World, { id }: NetBoxPrefix): Lease | undefined => {
  for (const lease of world.rows.leases.values()) if (heldBy(lease)?.netboxPrefixId === id) return lease;
  return undefined;
};

const ORPHAN_CHECKS_MILLISECONDS = 55 * 60_000;

/** Whether nobody but the nightly reconciliation will look for an object that is made now. */
const isStray = (world: World, made: NetBoxPrefix): boolean => {
  const begun = world.begun.get(made.claim as string);
  if (begun === undefined || world.scheduler.now() - begun > ORPHAN_CHECKS_MILLISECONDS) return true;
  for (const lease of world.rows.leases.values()) {
    if (leaseMark(lease) !== made.lease) continue;
    const isAwaited = lease.state === 'pending' && claimMark(lease) === made.claim;
    return !isAwaited && lease.orphans === undefined;
  }
  return true;
};

/** An object was made: in the name of the actor's own lease. */
export const watchMade = (world: World, actor: Actor, made: NetBoxPrefix): void => {
  if (actor.scope !== undefined && made.lease !== leaseMark(actor.scope)) {
    violate(world, 'no cross-tenant effect', `${actor.name} made an object of ${made.lease}`);
  }
  if (isStray(world, made)) world.strays.add(made.id);
};

/** A deletion that a revocation has sent may land in the quarantine of the next one; no other may. */
const watchKept = (world: World, actor: Actor, { id, cidr }: NetBoxPrefix): void => {
  if (actor.file === 'release-prefix.ts' || world.netbox.objects.has(id)) return;
  const claim = world.rows.claims.get(rowName(world.pool.space, cidr));
  if (claim?.netboxPrefixId !== id || claim.state === 'held') return;
  const isOver = claim.state === 'quarantined' && (claim.dueAt ?? 0) <= world.scheduler.now();
  if (!isOver)
    violate(world, 'what is withdrawn stays in NetBox', `${actor.name} deleted ${cidr}: ${claim.state}`);
};

/** An object was deleted or withdrawn: it was nobody's, or its revocation may release it. */
export const watchWithdrawn = (world: World, actor: Actor, object: NetBoxPrefix): void => {
  watchKept(world, actor, object);
  const owner = ownerOf(world, object);
  if (owner === undefined) return;
  watchScope(world, actor, owner);
  if (isInService(owner)) {
    const what = `${actor.name} took ${object.cidr} of ${nameOf(owner)}, who is ${owner.state}`;
    violate(world, 'a held prefix is in NetBox', what);
  } else if (owner.state === 'revoking') watchSession(world, owner);
};

/** A Disconnect-Request was answered: `before` are the sessions until then. */
export const watchEnded = (world: World, actor: Actor, before: readonly ModelSession[]): void => {
  if (before === world.nas.sessions) return;
  for (const session of before) if (!world.nas.sessions.includes(session)) watchScope(world, actor, session);
};

/** A claim row was written over, or deleted. */
export const watchClaim = (world: World, actor: Actor, rows: readonly (Claim | undefined)[]): void => {
  for (const row of rows) if (row !== undefined) watchScope(world, actor, row);
};

/** A newer CoA has reached the router: an older one would undo it. */
const watchOrder = (world: World, scope: LeaseKey, id: string | undefined): void => {
  const asked = world.rows.records.findIndex(({ after }) => after?.authorization?.id === id);
  const last = world.coas.get(nameOf(scope)) ?? -1;
  if (asked < last)
    violate(world, 'no older CoA after a newer one', `${id} reached the router of ${nameOf(scope)}`);
  world.coas.set(nameOf(scope), Math.max(asked, last));
};

/** A request reaches the router: what it says must still be so. */
export const watchDatagram = (world: World, actor: Actor, request: DynamicAuthorizationRequest): void => {
  if (request.kind !== 'coa' || actor.scope === undefined) return;
  watchOrder(world, actor.scope, actor.authorizationId);
  if (request.delegatedPrefix === undefined) return;
  const claim = [...world.rows.claims.values()].find(({ cidr }) => cidr === request.delegatedPrefix);
  if (claim?.state !== 'held' || isOther(claim, actor.scope)) {
    const what = `${request.delegatedPrefix} reached the router for ${nameOf(actor.scope)} and is ${claim?.state ?? "nobody's"}`;
    violate(world, 'no CoA names a released prefix', what);
  }
};
