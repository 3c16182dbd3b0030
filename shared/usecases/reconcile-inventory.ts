import type { NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';
import { removeOrphan } from './remove-orphan.ts';

/**
 * How a reconciliation went: objects that carry a claim of ours, those deleted as nobody's, those of leases that the
 * table does not know, whether all were seen.
 */
export type ReconcileReport = { seen: number; removed: number; unknown: number; complete: boolean };

const PAGE = 500;

/** False where the time ran out before the end of the page: one deletion may take as long as NetBox takes. */
const lookAtPage = async (
  page: readonly NetBoxPrefix[],
  report: ReconcileReport,
  deps: Deps & { deadline: number },
): Promise<boolean> => {
  for (const object of page) {
    if (deps.clock() >= deps.deadline) return false;
    report.seen += 1;
    const look = await removeOrphan(object, deps);
    if (look === 'removed') report.removed += 1;
    if (look === 'unknown') report.unknown += 1;
  }
  return true;
};

/**
 * Lists every prefix in NetBox that carries a claim of ours, and deletes those that are nobody's: the backstop of the
 * orphan checks. What the table knows nothing of is counted and left. Each page is listed before the leases of its objects are read.
 */
export const reconcileInventory = async (
  bounds: { deadline: number },
  deps: Deps,
): Promise<ReconcileReport> => {
  const report: ReconcileReport = { seen: 0, removed: 0, unknown: 0, complete: false };
  let after: number | undefined = 0;
  while (after !== undefined && deps.clock() < bounds.deadline) {
    const page = await deps.netbox.listClaimed(after, PAGE);
    if (!(await lookAtPage(page.prefixes, report, { ...deps, ...bounds }))) break;
    after = page.next;
  }
  report.complete = after === undefined;
  deps.metrics.count('SweepDone', { task: 'reconcile' }, report.removed);
  if (report.unknown > 0) {
    deps.metrics.count('PrefixLeak', { kind: 'unknown' }, report.unknown);
    deps.log(
      'warn',
      `${report.unknown} prefixes in NetBox carry claims of leases that this table does not know; none of them was deleted. Either another Leasehold uses this NetBox, or the table was restored (RUNBOOK, PrefixLeak).`,
      report,
    );
  }
  if (!report.complete)
    deps.log('warn', 'The nightly reconciliation ran out of time before it had seen all of NetBox.', report);
  return report;
};
