import type { NetBoxPrefix } from './netbox.ts';
import type { Deps } from './ports.ts';
import { removeOrphan } from './remove-orphan.ts';

/** How a reconciliation went: objects of ours that NetBox has, those deleted as nobody's, whether all were seen. */
export type ReconcileReport = { seen: number; removed: number; complete: boolean };

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
    if ((await removeOrphan(object, deps)) === 'removed') report.removed += 1;
  }
  return true;
};

/**
 * Lists every prefix in NetBox that carries a claim of ours, and deletes those that are nobody's: the backstop of the
 * orphan checks. Each page is listed before the leases of its objects are read.
 */
export const reconcileInventory = async (
  bounds: { deadline: number },
  deps: Deps,
): Promise<ReconcileReport> => {
  const report: ReconcileReport = { seen: 0, removed: 0, complete: false };
  let after: number | undefined = 0;
  while (after !== undefined && deps.clock() < bounds.deadline) {
    const page = await deps.netbox.listClaimed(after, PAGE);
    if (!(await lookAtPage(page.prefixes, report, { ...deps, ...bounds }))) break;
    after = page.next;
  }
  report.complete = after === undefined;
  deps.metrics.count('SweepDone', { task: 'reconcile' }, report.removed);
  if (!report.complete)
    deps.log('warn', 'The nightly reconciliation ran out of time before it had seen all of NetBox.', report);
  return report;
};
