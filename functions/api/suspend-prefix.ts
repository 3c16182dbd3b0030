import { apiHandler } from '../../shared/http/api-handler.ts';
import { operationReply } from '../../shared/http/present-operation.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** POST /network/subscribers/{subscriberId}/ipv6/suspend: takes the prefix out of service, and keeps it. */
export const handler = apiHandler('suspendPrefix', deps, async (request) =>
  operationReply(await changeService(request, deps)),
);
