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

type Waited = { key: LeaseKey; revocationId: number };

const look = async (
  { key, revocationId }: Waited,
  { leases }: Pick<Deps, 'leases'>,
): Promise<{ end: Answer | undefined; asItIs: Answer }> => {
  const lease = assertFound(await leases.read(key), key);
  return { end: ended(lease, revocationId), asItIs: answerOf(lease, 202) };
};

const pauseAfter = (looks: number): number => PAUSES[looks] ?? PAUSE;

/**
 * Waits for a revocation to end, at most `seconds`: 200 once it has, 202 where it goes on. Throws `revocation-failed`
 * where it was given up.
 */
export const awaitRevocation = async (
  request: Waited & { seconds: number },
  deps: Pick<Deps, 'leases' | 'clock' | 'sleep'>,
): Promise<Answer> => {
  const until = deps.clock() + 1000 * request.seconds;
  let seen = await look(request, deps);
  for (let looks = 0; seen.end === undefined && deps.clock() + pauseAfter(looks) <= until; looks++) {
    await deps.sleep(pauseAfter(looks));
    seen = await look(request, deps);
  }
  return seen.end ?? seen.asItIs;
};
