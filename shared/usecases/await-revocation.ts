import { LeaseholdError } from '../domain/errors.ts';
import { type Lease, type LeaseKey, revocationOf } from '../domain/lease.ts';
import { assertFound } from '../domain/precondition.ts';
import { type Answer, answerOf } from './answer.ts';
import type { Deps } from './ports.ts';

const PAUSES = [250, 500];
const PAUSE = 1_000;

const ended = (lease: Lease, revocationId: number): Answer | undefined => {
  if (lease.state === 'failed' && revocationOf(lease)?.id === revocationId) {
    throw new LeaseholdError(
      'revocation-failed',
      `The prefix of subscriber ${lease.subscriber} could not be revoked and is still held: ${lease.failure.detail}`,
      { lease },
    );
  }
  if (lease.state === 'revoked') return answerOf(lease, 200);
  return revocationOf(lease)?.id === revocationId ? undefined : answerOf(lease, 202);
};

/**
 * Waits for a revocation to end, at most `seconds`: 200 once it has, 202 where it goes on. Throws `revocation-failed`
 * where it was given up.
 */
export const awaitRevocation = async (
  request: { key: LeaseKey; revocationId: number; seconds: number },
  deps: Pick<Deps, 'leases' | 'clock' | 'sleep'>,
): Promise<Answer> => {
  const until = deps.clock() + 1000 * request.seconds;
  for (let look = 0; ; look++) {
    const lease = assertFound(await deps.leases.read(request.key), request.key);
    const answer = ended(lease, request.revocationId);
    if (answer !== undefined) return answer;
    const pause = PAUSES[look] ?? PAUSE;
    if (deps.clock() + pause > until) return answerOf(lease, 202);
    await deps.sleep(pause);
  }
};
