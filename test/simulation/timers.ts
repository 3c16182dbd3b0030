type Timer = { at: number; fire: () => void };

/** What is to happen at certain times (epoch ms), the earliest first; of one time, in the order of being set. */
export type Timers = {
  set: (at: number, fire: () => void) => void;
  /** When the first one is due; infinity where there is none. */
  next: () => number;
  /** Takes the first one out. There must be one. */
  take: () => Timer;
};

/** A short sorted list: a schedule has few at a time. */
export const timers = (): Timers => {
  const sorted: Timer[] = [];
  return {
    set: (at, fire) => {
      let index = sorted.length;
      while (index > 0 && (sorted[index - 1] as Timer).at > at) index -= 1;
      sorted.splice(index, 0, { at, fire });
    },
    next: () => sorted[0]?.at ?? Number.POSITIVE_INFINITY,
    take: () => sorted.shift() as Timer,
  };
};
