import type { Duty } from '../domain/duties.ts';
import type { Deps, Due } from './ports.ts';
import { sweepClaim } from './sweep-claim.ts';
import { sweepLease } from './sweep-lease.ts';

/** How a sweep went: what was looked at, what of it was moved on, what failed, what was left for the next run. */
export type SweepReport = { seen: number; done: number; failed: number; left: number };

/** Bounds of one run: epoch milliseconds by which it ends, and how many things it may move on. */
export type SweepBounds = { deadline: number; limit: number };

/** What cannot be moved on stays at the head of the list: a run looks past at most so many times its limit. */
const LOOKS = 10;

/**
 * After an outage everything that it held up is due at once, and most of it asks NetBox or starts a run that does. A sweep
 * that finds more than a few things due does two of these a second: all that it may in four minutes, and no stampede.
 */
const FEW = 20;
const PAUSE_MILLISECONDS = 500;

const ASK_NETBOX: readonly Duty[] = ['checkOrphans', 'restartRevocation'];

type Swept = { done: boolean; asksNetBox: boolean };

const NOTHING: Swept = { done: false, asksNetBox: false };

const sweepOne = async (due: Due, deps: Deps): Promise<Swept> => {
  if (due.kind === 'claim') return { done: await sweepClaim(due.key, deps), asksNetBox: true };
  const duties = await sweepLease(due.key, deps);
  return { done: duties.length > 0, asksNetBox: duties.some((duty) => ASK_NETBOX.includes(duty)) };
};

const describe = (due: Due): Record<string, unknown> => ({ kind: due.kind, ...due.key });

type Run = { report: SweepReport; deadline: number; tried: Set<string> };

const tryOne = async (item: Due, { report, tried }: Run, deps: Deps): Promise<Swept> => {
  tried.add(JSON.stringify(item));
  report.seen += 1;
  try {
    const swept = await sweepOne(item, deps);
    if (swept.done) report.done += 1;
    return swept;
  } catch (error) {
    report.failed += 1;
    deps.log(
      'error',
      `The sweep could not finish one item; the next run tries it again: ${String(error)}`,
      describe(item),
    );
    return NOTHING;
  }
};

const sweepAll = async (items: readonly Due[], run: Run, deps: Deps): Promise<void> => {
  for (const item of items) {
    if (deps.clock() >= run.deadline) return;
    const { asksNetBox } = await tryOne(item, run, deps);
    if (asksNetBox && items.length > FEW) await deps.sleep(PAUSE_MILLISECONDS);
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
  for (;;) {
    const room = limit - report.done;
    const due = await untried(tried, room, deps);
    const seen = report.seen;
    await sweepAll(due.slice(0, room), { report, deadline, tried }, deps);
    report.left = due.length - (report.seen - seen);
    const mayGoOn = report.done < limit && report.seen < limit * LOOKS && deps.clock() < deadline;
    if (report.left === 0 || !mayGoOn) break;
  }
  deps.metrics.count('SweepDone', { task: 'overdue' }, report.done);
  deps.metrics.count('SweepLeft', { task: 'overdue' }, report.left);
  return report;
};
