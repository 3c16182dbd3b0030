import type { Metrics } from '../../usecases/ports.ts';
import {
  type InvocationHandler,
  type InvocationParts,
  type InvocationTime,
  invocation,
} from './invocation.ts';
import { measureOperation } from './measure-operation.ts';
import {
  type RevokeFailureInput,
  type RevokeTaskInput,
  revokeFailureInput,
  revokeTaskInput,
} from './revoke-task-input.ts';

/** What the tasks of the revoke machine need beside their use cases. */
export type RevokeHandlerParts = InvocationParts & { metrics: Metrics };

/** The tasks of the machine, as their metrics name them. */
export type RevokeTask =
  | 'beginRevoke'
  | 'disconnectSession'
  | 'releasePrefix'
  | 'finishRevoke'
  | 'recordFailure';

/** An exchange ends this long before its function is stopped, so that its outcome is still recorded. */
const RECORD_MILLISECONDS = 5_000;

const task =
  <I extends RevokeTaskInput>(parts: RevokeHandlerParts, read: (input: unknown) => I) =>
  <A extends { outcome: string }>(
    operation: RevokeTask,
    run: (input: I, time: InvocationTime) => Promise<A>,
  ): InvocationHandler<unknown, A> =>
    invocation(parts, async (event, { deadline }) => {
      const input = read(event);
      const { tenantId: tenant, subscriberId: subscriber, runId: correlationId } = input;
      return parts.within({ tenant, subscriber, correlationId }, () =>
        measureOperation(
          {
            operation,
            tenant,
            run: () => run(input, { deadline: deadline - RECORD_MILLISECONDS }),
            outcomeOf: ({ outcome }) => outcome,
          },
          parts,
        ),
      );
    });

/**
 * Entries of the revoke machine's tasks: `revokeTask`, whose `deadline` (epoch ms) leaves the time to record how an
 * exchange ended, and `revokeFailure`, whose input says why the run failed.
 */
export const revokeHandlers = (parts: RevokeHandlerParts) => ({
  revokeTask: task<RevokeTaskInput>(parts, revokeTaskInput),
  revokeFailure: task<RevokeFailureInput>(parts, revokeFailureInput),
});
