import { apiHandler } from '../../shared/http/api-handler.ts';
import { presentPools } from '../../shared/http/present-pools.ts';
import { reply } from '../../shared/http/reply.ts';
import { listPools } from '../../shared/usecases/list-pools.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** GET /network/ipv6/pools. */
export const handler = apiHandler('listPools', deps, async (request) =>
  reply(200, presentPools(await listPools(request, deps))),
);
