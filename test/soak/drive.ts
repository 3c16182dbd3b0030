import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** Calls begun a second, whatever becomes of those before them. */
const RATE = 15;
/** Enough are under way: more would measure this process. */
const MOST_UNDER_WAY = 200;
const SWEEP_MILLISECONDS = 3_000;

/** Something that goes on until it is stopped; `stop` resolves when it has. */
export type Ongoing = { stop(): Promise<void> };

const ongoing = (go: (isOver: () => boolean) => Promise<void>): Ongoing => {
  let over = false;
  const going = go(() => over);
  return {
    stop: () => {
      over = true;
      return going;
    },
  };
};

/** Calls at a steady rate. */
export const startLoad = ({ load, counts }: Stage): Ongoing =>
  ongoing(async (isOver) => {
    let next = performance.now();
    let underWay = 0;
    while (!isOver()) {
      next += 1000 / RATE;
      await sleep(Math.max(0, next - performance.now()));
      if (underWay >= MOST_UNDER_WAY) {
        counts.add('calls put off');
        continue;
      }
      underWay += 1;
      counts.add('calls');
      void load.one().finally(() => {
        underWay -= 1;
      });
    }
  });

/** The sweeper, more often than every five minutes: what is due follows the clock, which jumps. */
export const startSweeps = (stage: Stage): Ongoing =>
  ongoing(async (isOver) => {
    while (!isOver()) {
      await sleep(SWEEP_MILLISECONDS);
      if (stage.leasehold.isUp() && !isOver()) await stage.sweep();
    }
  });
