/** A clock that stands still until it is advanced. Epoch milliseconds. */
export type VirtualClock = { now: () => number; advance: (milliseconds: number) => void };

/** Starts at 2026-03-01T00:00:00Z. */
export const virtualClock = (): VirtualClock => {
  let time = Date.UTC(2026, 2, 1);
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
};
