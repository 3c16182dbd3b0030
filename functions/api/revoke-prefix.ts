import { apiHandler } from '../../shared/http/api-handler.ts';
import { revocationReply } from '../../shared/http/present-revocation.ts';
import { awaitRevocation } from '../../shared/usecases/await-revocation.ts';
import { startRevocation } from '../../shared/usecases/start-revocation.ts';
import { wire } from '../../shared/wiring.ts';

const deps = wire();

/** POST /network/subscribers/{subscriberId}/ipv6/revoke: begins the revocation; the state machine finishes it. */
export const handler = apiHandler('revokePrefix', deps, async (request) => {
  const { key, waitSeconds: seconds } = request;
  const { revocationId, ...begun } = await startRevocation(request, deps);
  const waits = seconds !== undefined && revocationId !== undefined;
  const answer = waits ? await awaitRevocation({ key, revocationId, seconds }, deps) : begun;
  return revocationReply(answer, request);
});
