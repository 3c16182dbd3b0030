import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const LONGEST_MILLISECONDS = 5;

/**
 * From now on nobody in this process sleeps for longer than a moment: the pauses of a sweep are for a NetBox that has others
 * to answer, and when all has come to rest there are none.
 */
export const hurry = (): void => {
  const { setTimeout: sleep } = timers;
  timers.setTimeout = (milliseconds = 0, ...rest) =>
    sleep(Math.min(milliseconds, LONGEST_MILLISECONDS), ...rest);
  syncBuiltinESMExports();
};
