import { type ErrorCode, isError, LeaseholdError } from '../domain/errors.ts';
import type { Deps } from './ports.ts';

/** How often a sweep asks NetBox. */
export type Pace = {
  /** Resolves when the next thing may begin that asks NetBox, or that starts a run which does. */
  turn: () => Promise<void>;
  /**
   * Asks NetBox in its turn; `work` answers whether it was done. Throws what `work` throws, and `PUT_OFF` once NetBox is
   * known to be away.
   */
  ask: (work: () => Promise<boolean>) => Promise<boolean>;
};

/** The pace of one visit by itself. */
export const AT_ONCE: Pace = { turn: async () => undefined, ask: (work) => work() };

/** Thrown in place of an ask that could only fail: the next sweep makes it. */
export const PUT_OFF = new LeaseholdError(
  'netbox-unavailable',
  'NetBox could not be asked, and this sweep asks it no more; the next one does.',
);

const PAUSE_MILLISECONDS = 500;
/** How many things one sweep may move on, the rest is the next one's: as many as may ask NetBox in four minutes. */
export const SWEEP_LIMIT = 480;
const FAILURES = 3;
/** Five of the longest calls to NetBox. */
const IN_VAIN_MILLISECONDS = 100_000;
/** So many in a row are NetBox's, or those of single objects. */
const AWAY: readonly ErrorCode[] = ['netbox-unavailable', 'netbox-misconfigured', 'netbox-refused'];

/**
 * After an outage everything that it held up is due at once, and most of it asks NetBox. While so much is due that it
 * must wait (`isMuch`), one thing begins in each half second: hundreds in a sweep, and no stampede. Where NetBox fails three
 * times in a row, and then a question about none of what is due, it is asked no more, nor where asking in vain has taken too
 * long (it may answer questions and no deletion): what waits for it does not take the time of what does not.
 */
export const sweepPace = (isMuch: () => boolean, deps: Pick<Deps, 'clock' | 'sleep' | 'netbox'>): Pace => {
  let next = 0;
  let failures = 0;
  let inVain = 0;
  let isAway = false;

  const turn = async (): Promise<void> => {
    const wait = next - deps.clock();
    if (isMuch() && wait > 0) await deps.sleep(wait);
    next = deps.clock() + PAUSE_MILLISECONDS;
  };

  const fail = async (error: unknown): Promise<void> => {
    failures = AWAY.some((code) => isError(error, code)) ? failures + 1 : 0;
    if (failures < FAILURES) return;
    failures = 0;
    isAway = await deps.netbox.checkFields().then(
      () => false,
      () => true,
    );
  };

  const spentInVain = (begun: number): void => {
    inVain += deps.clock() - begun;
    isAway ||= inVain >= IN_VAIN_MILLISECONDS;
  };

  const ask: Pace['ask'] = async (work) => {
    if (isAway) throw PUT_OFF;
    await turn();
    const begun = deps.clock();
    try {
      const isDone = await work();
      failures = 0;
      if (!isDone) spentInVain(begun);
      return isDone;
    } catch (error) {
      await fail(error);
      spentInVain(begun);
      throw error;
    }
  };

  return { turn, ask };
};
