import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MILLISECONDS = 250;
/** A machine that is shared, and an emulator that starts a process for each function, may take their time. */
const LONGEST_MILLISECONDS = 300_000;

/**
 * Asks again and again until the answer is not undefined, and resolves with it. Rejects after five minutes, saying what
 * it waited for.
 */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  const end = Date.now() + LONGEST_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited five minutes, in vain, for ${what}.`);
    await pause(EVERY_MILLISECONDS);
  }
};
