import type { Deps, Due } from './ports.ts';
import { sweepClaim } from './sweep-claim.ts';
import { sweepLease } from './sweep-lease.ts';

/** How a sweep went: what was looked at, what of it was moved on, what failed, what was left for the next run. */
export type SweepReport = { seen: number; done: number; failed: number; left: number };

/** Bounds of one run: epoch milliseconds by which it ends, and how many things it may look at. */
export type SweepBounds = { deadline: number; limit: number };

const sweepOne = async (due: Due, deps: Deps): Promise<boolean> =>
  due.kind === 'lease' ? (await sweepLease(due.key, deps)).length > 0 : sweepClaim(due.key, deps);

const describe = (due: Due): Record<string, unknown> => ({ kind: due.kind, ...due.key });

/**
 * Does what is due, the longest overdue first. Bounded in items and time: what is left is the next run's. One item that
 * fails does not stop the others. It asks for actions and never writes what it read.
 */
export const sweepOverdue = async (bounds: SweepBounds, deps: Deps): Promise<SweepReport> => {
  // One more than is looked at tells whether anything is left.
  const due = await deps.leases.listDue(deps.clock(), bounds.limit + 1);
  const report: SweepReport = { seen: 0, done: 0, failed: 0, left: 0 };
  for (const item of due.slice(0, bounds.limit)) {
    if (deps.clock() >= bounds.deadline) break;
    report.seen += 1;
    try {
      if (await sweepOne(item, deps)) report.done += 1;
    } catch (error) {
      report.failed += 1;
      deps.log(
        'error',
        `The sweep could not finish one item; the next run tries it again: ${String(error)}`,
        describe(item),
      );
    }
  }
  report.left = due.length - report.seen;
  deps.metrics.count('SweepDone', { task: 'overdue' }, report.done);
  deps.metrics.count('SweepLeft', { task: 'overdue' }, report.left);
  return report;
};
