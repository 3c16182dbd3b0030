import type { Log } from '../../usecases/ports.ts';
import type { ScopedLog } from '../json-log.ts';

/** What is used of Lambda's context object. */
export type InvocationContext = { getRemainingTimeInMillis(): number; awsRequestId?: string };

/** A function's exported handler. */
export type InvocationHandler<E, A> = (event: E, context: InvocationContext) => Promise<A>;

/** What every invocation needs: a clock (epoch ms), the log and its scope, and the flush of the metrics. */
export type InvocationParts = {
  clock: () => number;
  log: Log;
  within: ScopedLog['within'];
  /** Writes out what was counted; never rejects. */
  flush: () => Promise<void>;
};

/** What a handler is run with: `deadline` is the epoch ms at which the function is stopped. */
export type InvocationTime = { deadline: number };

/**
 * One invocation of any function: its log lines carry the request's id, a defect is logged before it is thrown on,
 * and what was counted is written out however it ends.
 */
export const invocation =
  <E, A>(
    parts: InvocationParts,
    run: (event: E, time: InvocationTime) => Promise<A>,
  ): InvocationHandler<E, A> =>
  (event, context) =>
    parts.within({ requestId: context.awsRequestId }, async () => {
      try {
        return await run(event, { deadline: parts.clock() + context.getRemainingTimeInMillis() });
      } catch (error) {
        parts.log('error', 'The invocation failed.', { error });
        throw error;
      } finally {
        await parts.flush();
      }
    });
