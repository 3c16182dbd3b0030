import { expect, test } from '@jest/globals';
import { readOptions } from './command-line.ts';

const CORES = 2;
const MILLION = {
  task: 'search',
  schedules: 1_000_000,
  atLeast: 0,
  seconds: Number.POSITIVE_INFINITY,
  from: 1,
  workers: CORES,
};

test.each([
  [[], MILLION],
  [['--schedules', '50', '--workers', '1'], { ...MILLION, schedules: 50, atLeast: 50, workers: 1 }],
  [['--seconds', '30', '--from', '7'], { ...MILLION, seconds: 30, from: 7 }],
  [['--workers', '0'], { ...MILLION, workers: 1 }],
  [['--seed', '385'], { task: 'one', seed: 385 }],
  [['--exhaustive'], { task: 'exhaustive' }],
  [['--outage'], { task: 'outage', seed: 1 }],
  [['--outage', '--seed', '7'], { task: 'outage', seed: 7 }],
  [['--help', '--seed', '1'], { task: 'help' }],
])('%j asks for %j', (args, options) => {
  expect(readOptions(args, CORES)).toEqual(options);
});

test.each([
  [['--seed', 'abc'], /--seed takes a whole number/],
  [['--schedules', '-1'], /--schedules/],
  [['--fast'], /--fast/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args, CORES)).toThrow(message);
});
