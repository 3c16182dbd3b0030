import { apiHandler } from '../../shared/http/api-handler.ts';
import { reply } from '../../shared/http/reply.ts';
import { deleteProfile } from '../../shared/usecases/delete-profile.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** DELETE /network/subscribers/{subscriberId}/profile. */
export const handler = apiHandler('deleteProfile', deps, async (request) => {
  await deleteProfile(request, deps);
  return reply(204);
});
