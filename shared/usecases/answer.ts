import { answerFacts, type RepeatableCall, replayOf } from '../domain/idempotency.ts';
import { type AnswerFacts, etagOf, type KeptAnswer, type Lease } from '../domain/lease.ts';

/** The answer of a lifecycle operation: its HTTP status, what it says of the lease, the lease's ETag. */
export type Answer = { status: number; facts: AnswerFacts; etag: string; replayed: boolean };

/** The answer that a lease gives now. */
export const answerOf = (lease: Lease, status: number): Answer => ({
  status,
  facts: answerFacts(lease),
  etag: etagOf(lease),
  replayed: false,
});

/** The answer given before to the same call, given again. */
export const replayed = (kept: KeptAnswer): Answer => ({
  status: kept.s,
  facts: kept.r,
  etag: kept.e,
  replayed: true,
});

/** What a call is told whose effect is there already: what the try that had it was told, or how the lease is now. */
export const answerOfTry = (
  lease: Lease,
  call: RepeatableCall | undefined,
  otherwise: { status: number; now: number },
): Answer => {
  const kept = replayOf(lease, call, otherwise.now);
  return kept === undefined ? answerOf(lease, otherwise.status) : replayed(kept);
};
