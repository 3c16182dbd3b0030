import type { Deps, Due } from './ports.ts';
import { sweepClaim } from './sweep-claim.ts';
import { sweepLease } from './sweep-lease.ts';
import { type Pace, PUT_OFF, sweepPace } from './sweep-pace.ts';

/** How a sweep went: what was looked at, what of it was moved on, what failed, what was left for the next run. */
export type SweepReport = { seen: number; done: number; failed: number; left: number };

/** Bounds of one run: epoch milliseconds by which it ends, and how many things it may move on. */
export type SweepBounds = { deadline: number; limit: number };

/** What cannot be moved on stays at the head of the list: a run looks past at most so many times its limit, and past all that is put off. */
const LOOKS = 10;

/** So many things due together are no rush yet, and are done without a pause. */
const FEW = 20;

const describe = (due: Due): Record<string, unknown> => ({ kind: due.kind, ...due.key });

/** `putOff`: how many of those tried wait for a NetBox that is away. */
type Run = { report: SweepReport; deadline: number; tried: Set<string>; pace: Pace; putOff: number };

const sweepOne = async (due: Due, pace: Pace, deps: Deps): Promise<boolean> =>
  due.kind === 'claim' ? sweepClaim(due.key, deps, pace) : (await sweepLease(due.key, deps, pace)).length > 0;

const say = (error: unknown, item: Due, deps: Deps): void =>
  deps.log(
    'error',
    `The sweep could not finish one item; the next run tries it again: ${String(error)}`,
    describe(item),
  );

const tryOne = async (item: Due, run: Run, deps: Deps): Promise<void> => {
  const { report } = run;
  run.tried.add(JSON.stringify(item));
  report.seen += 1;
  try {
    if (await sweepOne(item, run.pace, deps)) report.done += 1;
  } catch (error) {
    // Why something is put off was said by those that failed before it.
    if (error === PUT_OFF) run.putOff += 1;
    else {
      report.failed += 1;
      say(error, item, deps);
    }
  }
};

const sweepAll = async (items: readonly Due[], run: Run, deps: Deps): Promise<void> => {
  for (const item of items) {
    if (deps.clock() >= run.deadline) return;
    await tryOne(item, run, deps);
  }
};

/** The longest overdue that this run has not tried; one more than it may still move on tells whether any is left. */
const untried = async (tried: ReadonlySet<string>, limit: number, deps: Deps): Promise<Due[]> => {
  const due = await deps.leases.listDue(deps.clock(), tried.size + limit + 1);
  return due.filter((item) => !tried.has(JSON.stringify(item)));
};

/**
 * Does what is due, the longest overdue first. Bounded in items and time: what is left is the next run's. Items that
 * fail, or that nothing can be done about yet, stop nobody: the run looks past them. It asks for actions and never
 * writes what it read.
 */
export const sweepOverdue = async ({ deadline, limit }: SweepBounds, deps: Deps): Promise<SweepReport> => {
  const report: SweepReport = { seen: 0, done: 0, failed: 0, left: 0 };
  const tried = new Set<string>();
  let found = 0;
  const run: Run = { report, deadline, tried, pace: sweepPace(() => found > FEW, deps), putOff: 0 };
  for (;;) {
    const room = limit - report.done;
    const due = await untried(tried, room, deps);
    const seen = report.seen;
    found = seen + due.length;
    await sweepAll(due.slice(0, room), run, deps);
    const untouched = due.length - (report.seen - seen);
    report.left = untouched + run.putOff;
    const looks = report.seen - run.putOff;
    const mayGoOn = report.done < limit && looks < limit * LOOKS && deps.clock() < deadline;
    if (untouched === 0 || !mayGoOn) break;
  }
  deps.metrics.count('SweepDone', { task: 'overdue' }, report.done);
  deps.metrics.count('SweepLeft', { task: 'overdue' }, report.left);
  return report;
};
