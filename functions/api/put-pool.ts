import { apiHandler } from '../../shared/http/api-handler.ts';
import { presentPool } from '../../shared/http/present-pools.ts';
import { reply } from '../../shared/http/reply.ts';
import { putPool } from '../../shared/usecases/put-pool.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** PUT /network/ipv6/pools/{netboxPoolId}: the platform grants a pool to a tenant. */
export const handler = apiHandler('putPool', deps, async (request) => {
  const { pool, created } = await putPool(request, deps);
  return reply(created ? 201 : 200, presentPool(pool));
});
