import { apiHandler } from '../../shared/http/api-handler.ts';
import { presentNas } from '../../shared/http/present-nas.ts';
import { reply } from '../../shared/http/reply.ts';
import { putNas } from '../../shared/usecases/put-nas.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** PUT /network/nas/{ip}: the platform gives a tenant an access router, with its secret. */
export const handler = apiHandler('putNas', deps, async (request) => {
  const { nas, created } = await putNas(request, deps);
  return reply(created ? 201 : 200, presentNas(nas));
});
