import type * as z from 'zod/mini';
import type { AnswerFacts } from '../domain/lease.ts';
import type { State } from '../domain/lifecycle.ts';
import type { operationAnswer } from './answer-schemas.ts';
import { presentTime } from './present-time.ts';
import { type Reply, reply } from './reply.ts';

/** The answer of a lifecycle use case. `etag` is the lease's, quotes included. */
export type OperationAnswer = { status: number; facts: AnswerFacts; etag: string; replayed: boolean };

type OperationBody = z.output<typeof operationAnswer>;

const MESSAGES: Readonly<Record<State, string>> = {
  pending: 'The lease is pending.',
  allocated: 'The prefix is allocated.',
  active: 'The prefix is active.',
  suspended: 'The prefix is suspended.',
  revoking: 'The prefix is being revoked.',
  revoked: 'The prefix is revoked.',
  failed: 'The lease has failed.',
};

/** The body of an operation's answer: made of what is remembered with an idempotency key, so that a replay equals it. */
export const presentOperation = (facts: AnswerFacts): OperationBody => ({
  success: true,
  message: MESSAGES[facts.state],
  prefix: facts.prefix ?? null,
  state: facts.state,
  allocatedAt: presentTime(facts.allocatedAt),
  activatedAt: presentTime(facts.activatedAt),
  revokedAt: presentTime(facts.revokedAt),
  netboxPrefixId: facts.netboxPrefixId ?? null,
  coaResult: facts.coa ?? null,
  disconnectResult: (facts.disconnect ?? null) as OperationBody['disconnectResult'],
});

/** The answer of an operation, with the lease's ETag, and the word that it is a replay where it is one. */
export const operationReply = (answer: OperationAnswer, headers: Reply['headers'] = {}): Reply =>
  reply(answer.status, presentOperation(answer.facts), {
    ETag: answer.etag,
    ...(answer.replayed ? { 'Idempotency-Replayed': 'true' } : {}),
    ...headers,
  });
