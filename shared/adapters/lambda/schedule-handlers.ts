import { LeaseholdError } from '../../domain/errors.ts';
import {
  type InvocationHandler,
  type InvocationParts,
  type InvocationTime,
  invocation,
} from './invocation.ts';

/** The tasks of the schedule: two every five minutes, and two once a night. */
export type SweepTask = 'overdue' | 'gauges' | 'reconcile' | 'recount';

/** A sweep begins nothing new in the time that two calls to NetBox which it does not answer may take, and the writes. */
export const LAST_ITEM_MILLISECONDS = 45_000;

/**
 * The entry of the schedule, whose event names the task. `deadline` (epoch ms) is when a task is to begin nothing new;
 * what it answers is logged, and answered to who calls it by hand. Throws `internal` for a task that there is not.
 */
export const scheduleHandlers = (parts: InvocationParts) => ({
  sweeps: (
    tasks: Record<SweepTask, (time: InvocationTime) => Promise<unknown>>,
  ): InvocationHandler<{ task: string }, unknown> =>
    invocation(parts, async ({ task }, { deadline }) => {
      if (!Object.hasOwn(tasks, task)) {
        throw new LeaseholdError(
          'internal',
          `The schedule asked for "${task}", which is no task of the sweeper.`,
        );
      }
      const report = await tasks[task as SweepTask]({ deadline: deadline - LAST_ITEM_MILLISECONDS });
      parts.log('info', 'The sweep is done.', { task, report });
      return report;
    }),
});
