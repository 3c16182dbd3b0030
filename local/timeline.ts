/** Time as the local services see it: `now` in epoch milliseconds; `after` calls back once, unless cancelled. */
export type Timeline = {
  now: () => number;
  after: (milliseconds: number, action: () => void) => () => void;
};

/** The time of this machine. Its timers keep no process alive. */
export const wallTimeline: Timeline = {
  now: () => Date.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
