import { apiHandler } from '../../shared/http/api-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { readStatistics } from '../../shared/usecases/read-statistics.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** GET /network/ipv6/stats. */
export const handler = apiHandler('getStats', deps, async (request) =>
  reply(200, await readStatistics(request, deps)),
);
