import type { NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';
import { removeOrphan } from './remove-orphan.ts';

/**
 * How a reconciliation went: objects that carry a claim of ours, those deleted as nobody's, those of leases that the
 * table does not know, whether the end of NetBox's list was reached.
 */
export type ReconcileReport = { seen: number; removed: number; unknown: number; complete: boolean };

const PAGE = 500;

/** Looks at once: most of them are two reads of the table, and few a deletion in NetBox. */
const WIDTH = 10;

type Run = { report: ReconcileReport; deadline: number };

const look = async (object: NetBoxPrefix, { report }: Run, deps: Deps): Promise<void> => {
  report.seen += 1;
  const found = await removeOrphan(object, deps);
  if (found === 'removed') report.removed += 1;
  if (found === 'unknown') report.unknown += 1;
};

/** False where the time ran out before the end of the page: one deletion may take as long as NetBox takes. */
const lookAtPage = async (page: readonly NetBoxPrefix[], run: Run, deps: Deps): Promise<boolean> => {
  for (let from = 0; from < page.length; from += WIDTH) {
    if (deps.clock() >= run.deadline) return false;
    await Promise.all(page.slice(from, from + WIDTH).map((object) => look(object, run, deps)));
  }
  return true;
};

/** Goes on where the last run stopped. The place is kept after each page: a run that is killed loses one at most. */
const lookAtAll = async (run: Run, deps: Deps): Promise<void> => {
  let after: number | undefined = await deps.inventory.readReconciled();
  while (after !== undefined && deps.clock() < run.deadline) {
    const page = await deps.netbox.listClaimed(after, PAGE);
    if (!(await lookAtPage(page.prefixes, run, deps))) return;
    after = page.next;
    await deps.inventory.saveReconciled(after ?? 0);
  }
  run.report.complete = after === undefined;
};

const warn = (report: ReconcileReport, deps: Deps): void => {
  if (report.unknown > 0) {
    deps.metrics.count('PrefixLeak', { kind: 'unknown' }, report.unknown);
    deps.log(
      'warn',
      `${report.unknown} prefixes in NetBox carry claims of leases that this table does not know; none of them was deleted. Either another Leasehold uses this NetBox, or the table was restored (RUNBOOK, PrefixLeak).`,
      report,
    );
  }
  if (report.complete) return;
  deps.log(
    'warn',
    'The nightly reconciliation ran out of time before the end of what NetBox has; the next one goes on from here.',
    report,
  );
};

/**
 * Lists every prefix in NetBox that carries a claim of ours, and deletes those that are nobody's: the backstop of the
 * orphan checks. What the table knows nothing of is counted and left. Each page is listed before the leases of its
 * objects are read. What there is no time for is the next run's.
 */
export const reconcileInventory = async (
  bounds: { deadline: number },
  deps: Deps,
): Promise<ReconcileReport> => {
  const report: ReconcileReport = { seen: 0, removed: 0, unknown: 0, complete: false };
  await lookAtAll({ report, ...bounds }, deps);
  deps.metrics.count('SweepDone', { task: 'reconcile' }, report.removed);
  warn(report, deps);
  return report;
};
