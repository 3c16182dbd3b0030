import { Worker } from 'node:worker_threads';
import { addCoverage } from './coverage.ts';
import { type Found, nothingFound } from './search.ts';
import type { WorkerTask } from './worker.ts';

/** Seeds for all workers together, and who is told of progress. */
export type CrewTask = { from: number; schedules: number; workers: number; progress: (done: number) => void };

/** A search on several threads: `result` when all have ended, which `stop` hastens. */
export type Crew = { result: Promise<Found>; stop: () => void };

type Said = { done: number } | { found: Found };

const add = (all: Found, one: Found): void => {
  all.schedules += one.schedules;
  all.steps += one.steps;
  all.virtual += one.virtual;
  addCoverage(all.coverage, one.coverage);
  if (one.broken === undefined) return;
  if (all.broken === undefined || one.broken.seed < all.broken.seed) all.broken = one.broken;
};

/** Worker `index` of n has every n-th seed. One that breaks an invariant stops the others. */
export const startCrew = ({ from, schedules, workers, progress }: CrewTask): Crew => {
  const all = nothingFound();
  const done: number[] = [];
  const threads: Worker[] = [];
  const stop = (): void => {
    for (const thread of threads) thread.postMessage('stop');
  };
  const hear = (index: number, said: Said): void => {
    if ('done' in said) {
      done[index] = said.done;
      progress(done.reduce((sum, each) => sum + each, 0));
      return;
    }
    add(all, said.found);
    if (said.found.broken !== undefined) stop();
  };
  const ends = Array.from({ length: workers }, (_, index) => {
    const count = Math.floor((schedules - index + workers - 1) / workers);
    const workerData: WorkerTask = { from: from + index, stride: workers, count };
    const thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
    threads.push(thread);
    thread.on('message', (said: Said) => hear(index, said));
    return new Promise<void>((resolve, reject) => thread.on('error', reject).on('exit', () => resolve()));
  });
  return { result: Promise.all(ends).then(() => all), stop };
};
