import { apiHandler } from '../../shared/http/api-handler.ts';
import { profileReply } from '../../shared/http/present-profile.ts';
import { putProfile } from '../../shared/usecases/put-profile.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** PUT /network/subscribers/{subscriberId}/profile. */
export const handler = apiHandler('putProfile', deps, async (request) => {
  const saved = await putProfile(request, deps);
  return profileReply(saved.created ? 201 : 200, saved);
});
