import { apiHandler } from '../../shared/http/api-handler.ts';
import { presentNasList } from '../../shared/http/present-nas.ts';
import { reply } from '../../shared/http/reply.ts';
import { listNas } from '../../shared/usecases/list-nas.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** GET /network/nas. */
export const handler = apiHandler('listNas', deps, async (request) =>
  reply(200, presentNasList(await listNas(request, deps))),
);
