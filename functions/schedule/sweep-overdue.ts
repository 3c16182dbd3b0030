import { reconcileInventory } from '../../shared/usecases/reconcile-inventory.ts';
import { recountTenants } from '../../shared/usecases/recount-statistics.ts';
import { reportGauges } from '../../shared/usecases/report-gauges.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import { SWEEP_LIMIT } from '../../shared/usecases/sweep-pace.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** The schedule: what is due and the gauges every five minutes; NetBox and the counters against the table every night. */
export const handler = deps.sweeps({
  overdue: ({ deadline }) => sweepOverdue({ deadline, limit: SWEEP_LIMIT }, deps),
  gauges: () => reportGauges(deps),
  reconcile: ({ deadline }) => reconcileInventory({ deadline }, deps),
  recount: ({ deadline }) => recountTenants({ deadline }, deps),
});
