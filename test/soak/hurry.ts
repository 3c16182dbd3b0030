import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const LONGEST_MILLISECONDS = 5;

/**
 * From now on nobody in this process pauses for longer than a moment: the pauses of a sweep are for a NetBox that has others
 * to answer, and when all has come to rest there are none. Who waits for an answer has a signal, and keeps his time.
 */
export const hurry = (): void => {
  const { setTimeout: sleep } = timers;
  timers.setTimeout = (milliseconds = 0, value, options) => {
    const isPause = options?.signal === undefined;
    return sleep(isPause ? Math.min(milliseconds, LONGEST_MILLISECONDS) : milliseconds, value, options);
  };
  syncBuiltinESMExports();
};
