import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { withdrawnMark } from '../../shared/domain/marker.ts';
import type { NetBox } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { CLAIM, DAY, HELD, HOUR, leaseIn, NOON } from './leases.ts';
import { rowName } from './memory-rows.ts';
import { type UsecaseWorld, usecaseWorld } from './usecase-world.ts';

const BOUNDS = { deadline: NOON + 3 * DAY, limit: 100 };

/** What is due of each of so many subscribers: its lease, of a pool in NetBox, or a claim row. */
export type Due = { leases?: (poolId: number) => Lease; claims?: Partial<Claim> };

/** Orphans are to be looked for. */
export const ORPHANS = { next: NOON, until: NOON + 2 * HOUR };
/** A revocation that nobody runs. */
export const STUCK: Due = { leases: () => ({ ...leaseIn('revoking'), dueAt: NOON }) };
/** A lease that left orphans, perhaps. */
export const LEFT: Due = { leases: () => ({ ...leaseIn('failed', { orphans: ORPHANS }), dueAt: NOON }) };
/** A prefix that was never activated. */
export const STALE: Due = {
  leases: (poolId) => ({ ...leaseIn('allocated', { held: { ...HELD, poolId } }), dueAt: NOON }),
};

/** The name of a subscriber; names sort as their numbers do. */
export const subscriberOf = (index: number): string => `line-${String(index).padStart(3, '0')}`;
/** The prefix of a claim row. */
const cidrOf = (index: number): string => `2001:db8:${index}::/56`;

/** A NetBox that has the object of each claim row in quarantine, and answers their deletions so. */
export const withdrawnObjects = (remove: NetBox['remove']): Pick<NetBox, 'readPrefix' | 'remove'> => ({
  readPrefix: async (id) => ({
    id,
    cidr: cidrOf(id),
    status: 'deprecated',
    claim: withdrawnMark('quarantined', id),
  }),
  remove,
});

const fill = ({ store, rows, pool }: UsecaseWorld, { leases, claims }: Due, count: number): void => {
  for (let index = 1; index <= count; index++) {
    if (leases !== undefined) store({ ...leases(pool.netboxPoolId), subscriber: subscriberOf(index) });
    if (claims === undefined) continue;
    const cidr = cidrOf(index);
    rows.claims.set(rowName(HELD.space, cidr), {
      ...CLAIM,
      cidr,
      netboxPrefixId: index,
      dueAt: NOON,
      ...claims,
    } as Claim);
  }
};

/** A world in which so many things are due, and a sweep of it that tells how long it slept (milliseconds). */
export const sweepWorld = async (due: Due, count: number, stalePolicy: 'report' | 'revoke' = 'report') => {
  const world = await usecaseWorld({ stalePolicy });
  fill(world, due, count);
  world.clock.now = NOON + 2 * DAY;
  const sweep = async (ports: Partial<Deps> = {}, limit = BOUNDS.limit) => {
    const slept: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => {
      slept.push(milliseconds);
      await world.deps.sleep(milliseconds);
    };
    const report = await sweepOverdue({ ...BOUNDS, limit }, { ...world.deps, sleep, ...ports });
    return { report, slept };
  };
  return { ...world, sweep };
};
