import { type QueueHandlerParts, queueHandlers } from './queue-handlers.ts';
import { type RevokeHandlerParts, revokeHandlers } from './revoke-handlers.ts';
import { scheduleHandlers } from './schedule-handlers.ts';
import { type StreamHandlerParts, streamHandlers } from './stream-handlers.ts';

/** What the functions that are not HTTP's need beside their use cases. */
export type HandlerParts = RevokeHandlerParts & StreamHandlerParts & QueueHandlerParts;

/**
 * The entries of all functions but the HTTP ones: each reads what its trigger sends, answers as its trigger expects,
 * scopes the log, and writes out the metrics when the invocation ends.
 */
export const lambdaHandlers = (parts: HandlerParts) => ({
  ...revokeHandlers(parts),
  ...streamHandlers(parts),
  ...queueHandlers(parts),
  ...scheduleHandlers(parts),
});

/** The entries, as the wiring hands them to the functions. */
export type LambdaHandlers = ReturnType<typeof lambdaHandlers>;
