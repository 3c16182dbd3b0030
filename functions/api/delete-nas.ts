import { apiHandler } from '../../shared/http/api-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { deleteNas } from '../../shared/usecases/delete-nas.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** DELETE /network/nas/{ip}. */
export const handler = apiHandler('deleteNas', deps, async (request) => {
  await deleteNas(request, deps);
  return reply(204);
});
