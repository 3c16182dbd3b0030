import { type Change, step, unchanged } from './change.ts';
import { all, equal } from './condition.ts';
import type { Lease, Orphans } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';

/** When to look for what an epoch begun at `begunAt` may have left in NetBox, with the looks already due kept. */
export const orphansOf = (known: Orphans | undefined, begunAt: number): Orphans => ({
  next: Math.min(begunAt + DEADLINES.orphanFirst, known?.next ?? Number.POSITIVE_INFINITY),
  until: Math.max(begunAt + DEADLINES.orphanLast, known?.until ?? 0),
});

/**
 * The orphans of a lease that leaves pending without a prefix; undefined where no epoch could have left any. Counted
 * from when the allocation was last begun or resumed: that call may have sent the last POST.
 */
export const orphansLeft = (lease: Lease): Orphans | undefined =>
  lease.state === 'pending' && lease.intent !== undefined
    ? orphansOf(lease.orphans, lease.intent.until - DEADLINES.intent)
    : lease.orphans;

/**
 * Notes that the orphans were looked for at `now`: the next look, or none after the last. A renewed epoch asks for
 * later looks without a new version, so what was read of the looks is fenced too.
 */
export const checkedOrphans = (lease: Lease, orphans: Orphans, now: number): Change => {
  const { next, until } = orphans;
  const fence = all(unchanged(lease), equal('orphans.next', next), equal('orphans.until', until));
  return now >= until
    ? step(lease, 'checkOrphans', { set: {}, remove: ['orphans'], fence })
    : step(lease, 'checkOrphans', {
        set: { orphans: { next: Math.min(now + DEADLINES.orphanFirst, until), until } },
        fence,
      });
};
