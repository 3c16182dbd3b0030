import { apiHandler } from '../../shared/http/api-handler.ts';
import { profileReply } from '../../shared/http/present-profile.ts';
import { getProfile } from '../../shared/usecases/get-profile.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** GET /network/subscribers/{subscriberId}/profile. */
export const handler = apiHandler('getProfile', deps, async (request) =>
  profileReply(200, await getProfile(request, deps)),
);
