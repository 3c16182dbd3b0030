import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** The table's stream to the counters of each tenant. */
export const handler = deps.leaseRecords('skip', async (records) => {
  await projectStatistics(records, deps);
  return undefined;
});
