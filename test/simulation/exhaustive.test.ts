import { expect, test } from '@jest/globals';
import { emptyCoverage } from './coverage.ts';
import { explorePair } from './exhaustive.ts';
import { PAIRS, type Pair } from './pairs.ts';
import { startSweep } from './sweeps.ts';

const FEW = 25;

test.each(PAIRS)('the first schedules of $name break nothing', async (pair) => {
  const found = await explorePair(pair, emptyCoverage(), FEW);
  expect(found).toEqual({ pair: pair.name, schedules: FEW, broken: undefined });
});

test('no schedule of a pair is run twice, and a smaller pair is seen whole', async () => {
  const alone: Pair = {
    name: 'a sweep that finds nothing',
    births: ['active'],
    quarantineSeconds: 0,
    begin: (world) => startSweep(world),
  };
  const coverage = emptyCoverage();
  const found = await explorePair(alone, coverage);
  const [fates] = [...coverage.values()].map(({ counts }) => [...counts].filter((count) => count > 0).length);
  // A listing meets each of the four fates of a read, a freeze of four lengths and a thaw of two.
  expect(fates).toBe(5);
  expect(found).toMatchObject({ broken: undefined });
  expect(found.schedules).toBeLessThan(20);
});
