import type { Pause } from '../../shared/adapters/radius/exchange.ts';

/** A clock that moves only when it is told to. Milliseconds from its start at 1700000000000. */
export type ManualTime = {
  clock: () => number;
  pause: Pause;
  /** When the pauses under way end, the earliest first, in milliseconds from the start. */
  due(): number[];
  /** Moves to this many milliseconds from the start and ends the pauses that are due by then. */
  moveTo(ms: number): void;
};

const START = 1_700_000_000_000;

/** No pause is under way. */
export const manualTime = (): ManualTime => {
  let now = START;
  const waiting = new Map<() => void, number>();
  return {
    clock: () => now,
    pause: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        waiting.set(resolve, now + ms);
        signal.addEventListener('abort', () => {
          waiting.delete(resolve);
          reject(signal.reason);
        });
      }),
    due: () => [...waiting.values()].map((at) => Math.round(at - START)).sort((a, b) => a - b),
    moveTo: (ms) => {
      now = START + ms;
      for (const [resolve, at] of waiting) {
        if (at > now) continue;
        waiting.delete(resolve);
        resolve();
      }
    },
  };
};
