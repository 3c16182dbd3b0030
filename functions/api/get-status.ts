import { apiHandler } from '../../shared/http/api-handler.ts';
import { statusReply } from '../../shared/http/present-status.ts';
import { getLease } from '../../shared/usecases/get-lease.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** GET /network/subscribers/{subscriberId}/ipv6/status. */
export const handler = apiHandler('getStatus', deps, async (request) =>
  statusReply(await getLease(request, deps)),
);
