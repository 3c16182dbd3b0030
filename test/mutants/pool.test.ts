import { expect, test } from '@jest/globals';
import { inPool } from './pool.ts';

test('every job is done once, in order, and no worker has two at a time', async () => {
  const busy = new Set<string>();
  const begun: number[] = [];
  await inPool(['a', 'b'], [1, 2, 3, 4, 5], async (worker, job) => {
    expect(busy.has(worker)).toBe(false);
    busy.add(worker);
    begun.push(job);
    await Promise.resolve();
    busy.delete(worker);
  });
  expect(begun).toEqual([1, 2, 3, 4, 5]);
});

test('a job that fails ends its worker; the other one ends in peace', async () => {
  const done: number[] = [];
  const all = inPool(['a', 'b'], [1, 2, 3], async (_, job) => {
    if (job === 1) throw new Error('stopped');
    done.push(job);
  });
  await expect(all).rejects.toThrow('stopped');
  expect(done).toEqual([2, 3]);
});
