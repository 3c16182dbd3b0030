import type { Timeline } from '../../local/timeline.ts';

type Timer = { at: number; action: () => void };

/** A timeline that stands still until a test moves it; `advance` runs what falls due on the way, in order. */
export type SteppedTimeline = Timeline & { advance: (milliseconds: number) => Promise<void> };

/** Starts at `start` epoch milliseconds. */
export const steppedTimeline = (start: number): SteppedTimeline => {
  const timers = new Set<Timer>();
  let now = start;
  const nextBy = (end: number) => [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after: (milliseconds, action) => {
      const timer = { at: now + milliseconds, action };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (milliseconds) => {
      const end = now + milliseconds;
      for (let timer = nextBy(end); timer !== undefined; timer = nextBy(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.action();
        await settled();
      }
      now = end;
      await settled();
    },
  };
};

/** Lets everything run that waits for nothing but promises already resolved. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
