/** Does every job once, each worker one at a time, in the order of the jobs. Ends with the first that rejects. */
export const inPool = async <Worker, Job>(
  workers: readonly Worker[],
  jobs: readonly Job[],
  work: (worker: Worker, job: Job) => Promise<void>,
): Promise<void> => {
  const waiting = [...jobs];
  const loop = async (worker: Worker): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(worker, job);
  };
  const ends = await Promise.allSettled(workers.map(loop));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
};
