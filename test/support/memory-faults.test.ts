import { describe, expect, test } from '@jest/globals';
import { beginAllocation } from '../../shared/domain/allocation.ts';
import { NOON } from './leases.ts';
import { live, newLife } from './lives.ts';
import { memoryTable } from './memory-table.ts';

const birth = (now = NOON) => {
  const { key } = newLife();
  return { key, change: beginAllocation(undefined, { key, length: 56 }, now) };
};

describe('the faults of a memory table', () => {
  test('a failure before leaves nothing, a failure after leaves the write', async () => {
    const { leases, faults } = memoryTable();
    const { key, change } = birth();
    faults.failBefore(1);
    await expect(leases.apply(change)).rejects.toThrow('cannot be reached');
    expect(await leases.read(key)).toBeUndefined();
    faults.failAfter(1);
    await expect(leases.apply(change)).rejects.toThrow('cannot be reached');
    expect(await leases.read(key)).toBeDefined();
  });

  test('a conflict is contended, and happens to the write that is named', async () => {
    const { leases, faults } = memoryTable();
    const life = newLife();
    faults.conflict(({ move, subscriber }) => move === 'allocate' && subscriber === life.key.subscriber);
    await live(leases, 'allocated', newLife());
    await expect(live(leases, 'allocated', life)).rejects.toMatchObject({ code: 'contended' });
    expect(await leases.read(life.key)).toMatchObject({ state: 'pending' });
  });

  test('a fault of the third write is not one of the first, the second or the fourth', async () => {
    const { leases, faults, rows } = memoryTable();
    faults.failBefore(3);
    const all = await Promise.allSettled([1, 2, 3, 4].map(() => leases.apply(birth().change)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(rows.leases.size).toBe(3);
  });

  test('a paused write is judged when it goes on, after what came meanwhile', async () => {
    const { leases, faults } = memoryTable();
    const { key, change } = birth();
    const { reached, release } = faults.pause(1);
    const paused = leases.apply(change);
    await reached;
    await leases.apply(beginAllocation(undefined, { key, length: 60 }, NOON + 1));
    release();
    expect(await paused).toMatchObject({ applied: false, current: { length: 60 } });
  });
});

test('the stream of a memory table has every write of a lease, with what was before and after it', async () => {
  const { leases, rows } = memoryTable();
  const life = newLife();
  const lease = await live(leases, 'active', life);
  expect(rows.records.map(({ before, after }) => [before?.state, after?.state])).toEqual([
    [undefined, 'pending'],
    ['pending', 'allocated'],
    ['allocated', 'active'],
  ]);
  expect(rows.records.at(-1)?.after).toEqual(lease);
  expect(rows.records.map(({ sequence }) => sequence)).toEqual(['1', '2', '3']);
});
