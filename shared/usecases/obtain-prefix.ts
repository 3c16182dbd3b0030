import type { Claim } from '../domain/claim.ts';
import { absent, all, any, equal, less } from '../domain/condition.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { Intent, LeaseIn } from '../domain/lease.ts';
import { DEADLINES } from '../domain/lifecycle.ts';
import { claimMark, leaseMark } from '../domain/marker.ts';
import type { Pool } from '../domain/pool.ts';
import type { Marker, NetBoxAllocation, NetBoxPrefix } from './netbox.ts';
import { poolServes } from './plan-allocation.ts';
import type { Deps } from './ports.ts';

type Needs = Pick<Deps, 'netbox' | 'claims' | 'clock'>;

/** A lease whose allocation is under way. */
export type Allocating = LeaseIn<'pending'> & { intent: Intent };

/** A prefix in NetBox that carries the marker of this epoch, or why there will be none. */
export type Obtained =
  | { outcome: 'obtained'; prefix: NetBoxPrefix; pool: Pool }
  | {
      outcome: 'failed';
      failure: { code: 'pool-exhausted' | 'netbox-refused' | 'preassigned-prefix-unusable'; detail: string };
    };

/**
 * Where a prefix may come from: the pools in the order to try, those of them in which the tenant has room, and the one
 * prefix that it must be, if any.
 */
export type Source = { pools: readonly Pool[]; withRoom: readonly Pool[]; preassigned?: string | undefined };

const markerOf = (lease: LeaseIn<'pending'>): Marker => ({
  lease: leaseMark(lease),
  claim: claimMark(lease),
});

const obtained = (prefix: NetBoxPrefix, source: Source): Obtained => {
  const pool = source.pools.find((each) => each.vrfId === prefix.vrfId && poolServes(each, prefix.cidr));
  if (pool !== undefined) return { outcome: 'obtained', prefix, pool };
  return {
    outcome: 'failed',
    failure: {
      code: 'netbox-refused',
      detail: `NetBox gave ${prefix.cidr} (prefix ${prefix.id}), which is in none of the pools asked for. Compare the pools with NetBox.`,
    },
  };
};

/** What an earlier call of this epoch left in NetBox: its answer may have been lost, or it may have landed late. */
const findMine = async (
  lease: LeaseIn<'pending'>,
  source: Source,
  deps: Needs,
): Promise<Obtained | undefined> => {
  const [mine] = (await deps.netbox.findByClaim(claimMark(lease))).sort((a, b) => a.id - b.id);
  return mine === undefined ? undefined : obtained(mine, source);
};

const unknown = (lease: Allocating, reason: string, now: number): LeaseholdError =>
  new LeaseholdError(
    'netbox-unavailable',
    `NetBox did not say whether it made a prefix for subscriber ${lease.subscriber} (${reason}). Repeat the call with the same Idempotency-Key: it finds the prefix if there is one.`,
    { lease, retryAfterSeconds: Math.max(1, Math.ceil((lease.intent.until - now) / 1000)) },
  );

const refused = (reason: string): Obtained => ({
  outcome: 'failed',
  failure: { code: 'netbox-refused', detail: reason },
});

/** One POST, and a search after whatever it did not settle. Undefined: this source has none, try the next. */
const tryOnce = async (
  lease: Allocating,
  source: Source,
  deps: Needs & { post: () => Promise<NetBoxAllocation> },
): Promise<Obtained | undefined> => {
  const answer = await deps.post();
  if (answer.outcome === 'allocated') return obtained(answer.prefix, source);
  if (answer.outcome === 'refused') return refused(answer.reason);
  const late = await findMine(lease, source, deps);
  if (late !== undefined || answer.outcome === 'exhausted') return late;
  if (answer.outcome === 'duplicate' && source.preassigned !== undefined) return undefined;
  throw unknown(
    lease,
    answer.outcome === 'unknown' ? answer.reason : 'it has this marker already',
    deps.clock(),
  );
};

const exhausted = (lease: Allocating, { pools }: Source): Obtained => {
  const ids = pools.map(({ netboxPoolId }) => netboxPoolId).join(', ');
  return {
    outcome: 'failed',
    failure: {
      code: 'pool-exhausted',
      detail: `No /${lease.length} is free for the tenant in pool ${ids}. Enlarge the pool in NetBox or the tenant's share of it, or grant another.`,
    },
  };
};

const fromPools = async (lease: Allocating, source: Source, deps: Needs): Promise<Obtained> => {
  for (const pool of source.withRoom) {
    const post = () => deps.netbox.allocateNext(pool.netboxPoolId, pool.length, markerOf(lease));
    const end = await tryOnce(lease, source, { ...deps, post });
    if (end !== undefined) return end;
  }
  return exhausted(lease, source);
};

/** The claim row of a preassigned prefix, on its way to being held. */
const reservation = (lease: LeaseIn<'pending'>, at: { pool: Pool; cidr: string }, now: number): Claim => ({
  space: at.pool.space,
  cidr: at.cidr,
  tenant: lease.tenant,
  subscriber: lease.subscriber,
  epoch: lease.epoch,
  poolId: at.pool.netboxPoolId,
  since: now,
  state: 'reserved',
  dueAt: now + DEADLINES.reserved,
  writeId: '',
});

const reserve = (
  lease: LeaseIn<'pending'>,
  at: { pool: Pool; cidr: string },
  deps: Needs,
): Promise<boolean> => {
  const mineOrOlder = all(
    equal('state', 'reserved'),
    equal('tenant', lease.tenant),
    equal('subscriber', lease.subscriber),
    less('epoch', lease.epoch + 1),
  );
  return deps.claims.change({
    key: { space: at.pool.space, cidr: at.cidr },
    when: any(absent('state'), mineOrOlder),
    to: reservation(lease, at, deps.clock()),
  });
};

/** NetBox takes no lock for an exact prefix, so the claim row is taken before NetBox is asked. */
const preassigned = async (
  lease: Allocating,
  source: Source & { preassigned: string },
  deps: Needs,
): Promise<Obtained> => {
  const pool = source.pools[0] as Pool;
  const taken: Obtained = {
    outcome: 'failed',
    failure: {
      code: 'preassigned-prefix-unusable',
      detail: `The preassigned prefix ${source.preassigned} is somebody else's, in quarantine, or in NetBox without a claim. Look it up in NetBox, or change the profile.`,
    },
  };
  if (!(await reserve(lease, { pool, cidr: source.preassigned }, deps))) return taken;
  const mine = await findMine(lease, source, deps);
  if (mine !== undefined) return mine;
  if (source.withRoom.length === 0) return exhausted(lease, source);
  const exact = { cidr: source.preassigned, ...(pool.vrfId === undefined ? {} : { vrfId: pool.vrfId }) };
  const post = () => deps.netbox.allocateExact(exact, markerOf(lease));
  return (await tryOnce(lease, source, { ...deps, post })) ?? taken;
};

/**
 * Obtains a prefix in NetBox for this epoch: what an earlier call of it left there, or a new one. Never a second POST
 * without a search between. Throws `netbox-unavailable` where it is not known whether there is one.
 */
export const obtainPrefix = async (lease: Allocating, source: Source, deps: Needs): Promise<Obtained> => {
  if (source.preassigned !== undefined)
    return preassigned(lease, { ...source, preassigned: source.preassigned }, deps);
  return (await findMine(lease, source, deps)) ?? fromPools(lease, source, deps);
};
