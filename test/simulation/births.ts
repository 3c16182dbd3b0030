import { beginAllocation, finishAllocation } from '../../shared/domain/allocation.ts';
import type { LeaseWrite } from '../../shared/domain/change.ts';
import { claimOf } from '../../shared/domain/claim.ts';
import { addFacets, facetsOf } from '../../shared/domain/facets.ts';
import {
  type Held,
  heldBy,
  type Lease,
  type LeaseIn,
  type LeaseKey,
  type Session,
} from '../../shared/domain/lease.ts';
import { claimMark, leaseMark } from '../../shared/domain/marker.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { saveProfile } from '../../shared/domain/profile.ts';
import { beginRevoke, claimRun, endRun, finishRevoke } from '../../shared/domain/revocation.ts';
import { changeService } from '../../shared/domain/service.ts';
import { frozen } from '../support/frozen.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { START, type World } from './world.ts';

/**
 * How far a lease has come before a schedule begins. `stale` was allocated and never activated for a day, `ancient`
 * was revoked so long ago that it is to be purged, `released` is being revoked and its object is gone already,
 * `profiled` has nothing but a profile with a preassigned prefix, `abandoned` an allocation that nobody waits for.
 */
export const BIRTHS = [
  'none',
  'active',
  'allocated',
  'suspended',
  'revoking',
  'revoked',
  'failed',
  'stale',
  'ancient',
  'released',
  'profiled',
  'abandoned',
] as const;

/** One of them. */
export type Birth = (typeof BIRTHS)[number];

/** The router of every tenant. */
export const NAS_IP = '192.0.2.1';

const HOUR = 3_600_000;
const AN_HOUR_AGO = START - HOUR;

/** When a lease began, where that was not an hour ago. */
const BORN: Partial<Record<Birth, number>> = {
  stale: START - 25 * HOUR,
  ancient: START - 92 * 24 * HOUR,
  abandoned: START - HOUR / 6,
};

/** The session of a subscriber, `turn` counting how often it came up. */
export const sessionOf = ({ subscriber }: LeaseKey, turn: number): Required<Session> => ({
  username: subscriber,
  acctSessionId: `${subscriber}-${turn}`,
  nasIp: NAS_IP,
});

type At = { held: Held; pool: Pool; now: number };
type Step = (lease: Lease | undefined, key: LeaseKey, at: At) => LeaseWrite;

const RUN = 'run-0';

const runOf = (lease: Lease | undefined) => ({
  revocationId: (lease as LeaseIn<'revoking'>).revocation.id,
  runId: RUN,
});

const begin: Step = (_, key, { pool, now }) => beginAllocation(undefined, { key, length: pool.length }, now);

const assign: Step = (_, key, { held, now }) =>
  saveProfile(undefined, { key, profile: { mode: 'pd', preassigned: held.cidr } }, now) as LeaseWrite;

const finish: Step = (lease, _, { held, now }) =>
  finishAllocation(lease as LeaseIn<'pending'>, { held, claim: 'put' }, now);

const activate: Step = (lease, key, { now }) =>
  changeService(lease as Lease, { action: 'activate', session: sessionOf(key, 1) }, now);

const suspend: Step = (lease, _, { now }) =>
  changeService(lease as Lease, { action: 'suspend', session: {} }, now);

const revoke =
  (disconnect: boolean): Step =>
  (lease, _, { pool }) =>
    beginRevoke(
      lease as Lease,
      { disconnect, release: true, quarantineSeconds: pool.quarantineSeconds, session: {} },
      START - 1_000,
    );

const claim: Step = (lease, _, { now }) => claimRun(lease as LeaseIn<'revoking'>, runOf(lease), now);

const end: Step = (lease, _, { now }) => finishRevoke(lease as LeaseIn<'revoking'>, runOf(lease), now);

const giveUp: Step = (lease) =>
  endRun(
    lease as LeaseIn<'revoking'>,
    { ref: runOf(lease), code: 'disconnect-failed', detail: 'refused', healing: false },
    START - 1_000,
  );

const IN_SERVICE = [begin, finish, activate];
const ENDED = [...IN_SERVICE, revoke(false), claim, end];

const WAYS: Readonly<Record<Birth, readonly Step[]>> = {
  none: [],
  allocated: [begin, finish],
  active: IN_SERVICE,
  suspended: [...IN_SERVICE, suspend],
  revoking: [...IN_SERVICE, revoke(true)],
  revoked: ENDED,
  ancient: ENDED,
  stale: [begin, finish],
  failed: [...IN_SERVICE, revoke(true), claim, giveUp],
  released: [...IN_SERVICE, revoke(false)],
  profiled: [assign],
  abandoned: [begin],
};

const known = new Map<string, Lease>();

/** A lease that has come so far, by the domain's own transitions; made once, as a schedule cannot change it. */
const leaseOf = (key: LeaseKey, birth: Birth, at: At): Lease => {
  const name = [
    leaseMark(key),
    birth,
    at.held.cidr,
    at.held.netboxPrefixId,
    at.pool.quarantineSeconds,
  ].join();
  const found = known.get(name);
  if (found !== undefined) return found;
  let lease: Lease | undefined;
  for (const step of WAYS[birth]) lease = step(lease, key, at).next;
  const made = frozen({ ...(lease as Lease), writeId: 'birth' });
  known.set(name, made);
  return made;
};

const count = (world: World, lease: Lease): void => {
  const { rows } = world;
  const facets = facetsOf(lease);
  const key = { tenant: lease.tenant, subscriber: lease.subscriber };
  rows.markers.set(leaseName(lease), { key, version: lease.version, facets });
  rows.sums.set(lease.tenant, addFacets(rows.sums.get(lease.tenant) ?? {}, facets, 1));
};

/** Puts a lease into the world as if it had lived before: with its claim, its object, its session, and counted. */
export const giveBirth = (
  world: World,
  key: LeaseKey,
  to: { birth: Birth; pool: Pool; cidr: string },
): void => {
  if (to.birth === 'none') return;
  const { pool, cidr } = to;
  const netboxPrefixId = 10 + world.rows.leases.size;
  const now = BORN[to.birth] ?? AN_HOUR_AGO;
  const held = { cidr, space: pool.space, poolId: pool.netboxPoolId, netboxPrefixId, since: now };
  const lease = leaseOf(key, to.birth, { held, pool, now });
  world.rows.leases.set(leaseName(key), lease);
  count(world, lease);
  const kept = heldBy(lease);
  if (kept === undefined) return;
  world.rows.claims.set(rowName(kept.space, kept.cidr), claimOf(lease, kept));
  if (to.birth === 'released') return;
  world.netbox.objects.set(netboxPrefixId, {
    id: netboxPrefixId,
    cidr,
    status: 'active',
    lease: leaseMark(lease),
    claim: claimMark(lease),
  });
  if (lease.session !== undefined) world.nas.login({ ...key, ...sessionOf(key, 1), since: now });
};
