import { type Statistics, statisticsOf } from '../domain/facets.ts';
import type { Deps } from './ports.ts';

/** The statistics of a tenant, from the counters that follow the table's stream. */
export const readStatistics = async (
  request: { tenant: string },
  deps: Pick<Deps, 'statistics'>,
): Promise<Statistics> => statisticsOf(await deps.statistics.sums(request.tenant));
