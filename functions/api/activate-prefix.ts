import { apiHandler } from '../../shared/http/api-handler.ts';
import { operationReply } from '../../shared/http/present-operation.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** POST /network/subscribers/{subscriberId}/ipv6/activate: puts the prefix into service. */
export const handler = apiHandler('activatePrefix', deps, async (request) =>
  operationReply(await changeService(request, deps)),
);
