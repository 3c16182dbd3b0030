import { expect, test } from '@jest/globals';
import type { Measured } from '../../../bench/size/fresh-processes.ts';
import { faultsIn, rowsOf, tableOf } from '../../../bench/size/report.ts';

const call = (cpu: number, more: { peak?: number; wall?: number } = {}) => ({
  error: undefined,
  cpu,
  wall: 100,
  heap: 20,
  peak: 100,
  ...more,
});

const measured = (change: Partial<Measured> = {}): Measured => ({
  entry: 'functions/api/get-status.ts',
  memoryMegabytes: 512,
  timeoutSeconds: 29,
  loaded: { cpu: 100, wall: 120 },
  calls: [call(50), call(5), call(7), call(6)],
  ...change,
});

test('of several runs the least time counts, and the most memory', () => {
  const slower = measured({ loaded: { cpu: 300, wall: 400 }, calls: [call(40, { peak: 140 }), call(8)] });
  expect(rowsOf([[measured()], [slower]])).toEqual([
    {
      entry: 'functions/api/get-status.ts',
      memory: 512,
      loadCpu: 100,
      firstCpu: 40,
      laterCpu: 7,
      cold: (140 * 1769) / 512,
      peak: 140,
      heap: 20,
      longestSeconds: 0.1,
      timeoutSeconds: 29,
    },
  ]);
});

test.each([
  ['enough of everything', {}, []],
  [
    'little memory',
    { calls: [call(1, { peak: 385 })] },
    ['functions/api/get-status.ts needed 385 of 512 MB.'],
  ],
  [
    'a client that waits',
    { memoryMegabytes: 160 },
    ['functions/api/get-status.ts would take 1658 ms for its first answer.'],
  ],
  ['nobody who waits', { entry: 'functions/revoke/begin-revoke.ts', memoryMegabytes: 160 }, []],
  ['little time', { calls: [call(1, { wall: 25_000 })] }, ['functions/api/get-status.ts took 25.0 of 29 s.']],
])('a function with %s', (_, change, faults) => {
  expect(faultsIn(rowsOf([[measured(change)]]))).toEqual(faults);
});

test('the table has a line for each function, by its name', () => {
  const other = measured({ entry: 'functions/api/allocate-prefix.ts' });
  const lines = tableOf(rowsOf([[measured(), other]])).split('\n');
  expect(lines.map((line) => line.split(/ +/)[0])).toEqual([
    'function',
    'api/allocate-prefix',
    'api/get-status',
  ]);
  expect(lines[1]).toMatch(/ 512 +100 +20 +100 +50 +6 +518 +0\.1 +29$/);
});
