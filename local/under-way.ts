/** What runs at the moment. `settled` resolves when nothing does, including what was begun meanwhile. */
export type UnderWay = {
  track: <T>(run: Promise<T>) => Promise<T>;
  size: () => number;
  settled: () => Promise<void>;
};

/** `track` answers the run itself: its rejection is the caller's to handle. */
export const underWay = (): UnderWay => {
  const ends = new Set<Promise<void>>();
  return {
    track: (run) => {
      const end: Promise<void> = run.then(
        () => undefined,
        () => undefined,
      );
      ends.add(end);
      void end.then(() => ends.delete(end));
      return run;
    },
    size: () => ends.size,
    settled: async () => {
      while (ends.size > 0) await Promise.all(ends);
    },
  };
};
