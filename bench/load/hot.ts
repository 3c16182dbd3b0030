import type { LoadTime } from './measure-load.ts';

/** Of what the default bundle of the same handler takes. */
const MOST = 0.5;

/** What a lifecycle calls: somebody waits for these, or the next step does. */
const HOT =
  /^functions\/(api\/(allocate|activate|suspend|resume|revoke)-prefix|api\/get-status|events\/.*|revoke\/(begin|disconnect|release|finish).*)\.ts$/;

/** Whether a lifecycle calls this function; `entry` as `functionEntries` has it. */
export const isHot = (entry: string): boolean => HOT.test(entry);

/** The worst ratio of the functions that a lifecycle calls. */
export const worstHotRatio = (times: readonly LoadTime[]): number =>
  Math.max(...times.filter(({ entry }) => isHot(entry)).map(({ ratio }) => ratio));

/** The functions of a lifecycle that take longer to load than they may, a sentence each. */
export const loadFaults = (times: readonly LoadTime[]): string[] =>
  times
    .filter(({ entry, ratio }) => isHot(entry) && !(ratio <= MOST))
    .map(
      ({ entry, ratio }) =>
        `${entry} loads in ${ratio.toFixed(2)} of its default bundle; ${MOST} is the most.`,
    );
