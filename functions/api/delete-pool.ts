import { apiHandler } from '../../shared/http/api-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { deletePool } from '../../shared/usecases/delete-pool.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** DELETE /network/ipv6/pools/{netboxPoolId}. */
export const handler = apiHandler('deletePool', deps, async (request) => {
  await deletePool(request, deps);
  return reply(204);
});
