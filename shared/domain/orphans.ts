import { type Change, step, unchanged } from './change.ts';
import type { Lease, Orphans } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';

/** When to look for what an epoch begun at `begunAt` may have left in NetBox, with the looks already due kept. */
export const orphansOf = (known: Orphans | undefined, begunAt: number): Orphans => ({
  next: Math.min(begunAt + DEADLINES.orphanFirst, known?.next ?? Number.POSITIVE_INFINITY),
  until: Math.max(begunAt + DEADLINES.orphanLast, known?.until ?? 0),
});

/** The orphans of a lease that leaves pending without a prefix; undefined where no epoch could have left any. */
export const orphansLeft = (lease: Lease): Orphans | undefined =>
  lease.state === 'pending' && lease.intent !== undefined
    ? orphansOf(lease.orphans, lease.intent.begunAt)
    : lease.orphans;

/** Notes that the orphans were looked for at `now`: the next look, or none after the last. */
export const checkedOrphans = (lease: Lease, orphans: Orphans, now: number): Change =>
  now >= orphans.until
    ? step(lease, 'checkOrphans', { set: {}, remove: ['orphans'], fence: unchanged(lease) })
    : step(lease, 'checkOrphans', {
        set: {
          orphans: { next: Math.min(now + DEADLINES.orphanFirst, orphans.until), until: orphans.until },
        },
        fence: unchanged(lease),
      });
