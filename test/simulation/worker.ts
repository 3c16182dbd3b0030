import { parentPort, workerData } from 'node:worker_threads';
import { nothingFound, search } from './search.ts';

/** What a worker is given: its seeds are `from`, `from + stride`, ..., `count` of them. */
export type WorkerTask = { from: number; stride: number; count: number };

/** Between two looks at its mailbox. */
const CHUNK = 500;

// Refusals are thrown by the thousand, and nobody reads where.
Error.stackTraceLimit = 0;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const work = async ({ from, stride, count }: WorkerTask): Promise<void> => {
  let isStopped = false;
  parentPort?.on('message', () => {
    isStopped = true;
  });
  const found = nothingFound();
  while (found.schedules < count && found.broken === undefined && !isStopped) {
    const next = from + found.schedules * stride;
    await search(found, { from: next, stride, count: Math.min(CHUNK, count - found.schedules) });
    parentPort?.postMessage({ done: found.schedules });
    await turn();
  }
  parentPort?.postMessage({ found });
  parentPort?.close();
};

await work(workerData as WorkerTask);
