import type { InvocationContext } from '../../shared/adapters/lambda/invocation.ts';
import { type HandlerParts, lambdaHandlers } from '../../shared/adapters/lambda/lambda-handlers.ts';
import { NOON } from './leases.ts';

/** What the handlers did to the world beside their use cases, in order. */
export type Recorded = {
  lines: { level: string; message: string; facts: Readonly<Record<string, unknown>> }[];
  scopes: Readonly<Record<string, unknown>>[];
  counts: { name: string; dimensions: Readonly<Record<string, string>>; value: number }[];
  /** How many counts there were at each flush. */
  flushes: number[];
  unpublishable: { body: string; reason: string }[];
  malformed: { body: string; reason: string }[];
  hidden: { receiptHandle: string; milliseconds: number }[];
};

/** Handlers whose surroundings are recorded; the clock stands at noon until `clock.now` is moved. */
export const recordedHandlers = (over: Partial<HandlerParts> = {}) => {
  const clock = { now: NOON };
  const recorded: Recorded = {
    lines: [],
    scopes: [],
    counts: [],
    flushes: [],
    unpublishable: [],
    malformed: [],
    hidden: [],
  };
  const parts: HandlerParts = {
    clock: () => clock.now,
    log: (level, message, facts) => void recorded.lines.push({ level, message, facts }),
    within: (facts, run) => {
      recorded.scopes.push(facts);
      return run();
    },
    flush: async () => void recorded.flushes.push(recorded.counts.length),
    metrics: {
      count: (name, dimensions, value = 1) => void recorded.counts.push({ name, dimensions, value }),
    },
    setAsideUnpublishable: async (message) => void recorded.unpublishable.push(message),
    setAsideMalformed: async (message) => void recorded.malformed.push(message),
    extendVisibility: async (receiptHandle, milliseconds) =>
      void recorded.hidden.push({ receiptHandle, milliseconds }),
    ...over,
  };
  return { on: lambdaHandlers(parts), parts, recorded, clock };
};

/** Lambda's context object with so many milliseconds left. */
export const contextWith = (milliseconds: number): InvocationContext => ({
  getRemainingTimeInMillis: () => milliseconds,
  awsRequestId: 'request-1',
});
