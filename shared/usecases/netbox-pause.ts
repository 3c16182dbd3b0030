import type { Deps } from './ports.ts';

/**
 * After an outage everything that it held up is due at once, and whatever a sweep does about it asks NetBox, or starts a
 * run that does: four a second let a sweep do all that it may in two minutes, and are no stampede.
 */
const PAUSE_MILLISECONDS = 250;

/** What a sweep did that asks NetBox, and a pause after it. Throws at once what `done` throws. */
export const thenPause = async <T>(done: Promise<T>, { sleep }: Pick<Deps, 'sleep'>): Promise<T> => {
  const result = await done;
  await sleep(PAUSE_MILLISECONDS);
  return result;
};
