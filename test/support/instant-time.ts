/** Time that moves only when it is slept through, or by hand; `slept` lists the sleeps in milliseconds. */
export type InstantTime = {
  clock: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  slept: number[];
  pass: (milliseconds: number) => void;
};

/** Starts at a fixed epoch. */
export const instantTime = (): InstantTime => {
  let now = Date.UTC(2026, 10, 24);
  const slept: number[] = [];
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return {
    clock: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      pass(milliseconds);
    },
    slept,
    pass,
  };
};
