import { apiHandler } from '../../shared/http/api-handler.ts';
import { operationReply } from '../../shared/http/present-operation.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** POST /network/subscribers/{subscriberId}/ipv6/allocate. */
export const handler = apiHandler('allocatePrefix', deps, async (request) =>
  operationReply(await allocatePrefix(request, deps)),
);
