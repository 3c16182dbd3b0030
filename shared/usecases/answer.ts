import { answerFacts } from '../domain/idempotency.ts';
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
