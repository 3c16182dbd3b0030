import { type ErrorCode, isError, LeaseholdError } from '../domain/errors.ts';
import type { Deps } from './ports.ts';

/** How often a sweep asks NetBox. */
export type Pace = {
  /** Resolves when the next thing may begin that asks NetBox, or that starts a run which does. */
  turn: () => Promise<void>;
  /** Asks NetBox in its turn. Throws what `work` throws, and `PUT_OFF` once NetBox is seen to be away. */
  ask: <T>(work: () => Promise<T>) => Promise<T>;
};

/** The pace of one visit by itself. */
export const AT_ONCE: Pace = { turn: async () => undefined, ask: (work) => work() };

/** Thrown in place of an ask that could only fail: the next sweep makes it. */
export const PUT_OFF = new LeaseholdError(
  'netbox-unavailable',
  'NetBox could not be asked several times in a row, and this sweep asks it no more; the next one does.',
);

const PAUSE_MILLISECONDS = 500;
const FAILURES = 3;
/** Whatever is asked for next fails as well. */
const AWAY: readonly ErrorCode[] = ['netbox-unavailable', 'netbox-misconfigured', 'netbox-refused'];

/**
 * After an outage everything that it held up is due at once, and most of it asks NetBox. While `isMuch`, one thing begins
 * in each half second: hundreds in a sweep, and no stampede. A NetBox that fails three times in a row is asked no more,
 * so that what waits for it does not take the time of what does not.
 */
export const sweepPace = (isMuch: () => boolean, deps: Pick<Deps, 'clock' | 'sleep'>): Pace => {
  let next = 0;
  let failures = 0;

  const turn = async (): Promise<void> => {
    const wait = next - deps.clock();
    if (isMuch() && wait > 0) await deps.sleep(wait);
    next = deps.clock() + PAUSE_MILLISECONDS;
  };

  const ask: Pace['ask'] = async (work) => {
    if (failures >= FAILURES) throw PUT_OFF;
    await turn();
    try {
      const answer = await work();
      failures = 0;
      return answer;
    } catch (error) {
      failures = AWAY.some((code) => isError(error, code)) ? failures + 1 : 0;
      throw error;
    }
  };

  return { turn, ask };
};
