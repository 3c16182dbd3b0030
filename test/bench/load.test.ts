import { expect, test } from '@jest/globals';
import { isHot, loadFaults, worstHotRatio } from '../../bench/load/hot.ts';
import { functionEntries } from '../../infra/constructs/function-code.ts';

const time = (entry: string, ratio: number) => ({ entry, ours: 100 * ratio, standard: 100, ratio });

const ALLOCATE = 'functions/api/allocate-prefix.ts';
const COLD = 'functions/api/get-openapi.ts';

test('a lifecycle calls fourteen functions of those that there are', () => {
  expect(functionEntries()).toEqual(expect.arrayContaining([ALLOCATE, COLD]));
  expect(functionEntries().filter(isHot)).toHaveLength(14);
});

test('a function that a lifecycle calls is seen to take more than half of its default bundle', () => {
  expect(loadFaults([time(ALLOCATE, 0.5), time(COLD, 0.9)])).toEqual([]);
  expect(loadFaults([time(ALLOCATE, 0.51), time(COLD, 0.9)])).toEqual([
    `${ALLOCATE} loads in 0.51 of its default bundle; 0.5 is the most.`,
  ]);
  expect(loadFaults([time(ALLOCATE, Number.NaN)])).toHaveLength(1);
  expect(worstHotRatio([time(ALLOCATE, 0.44), time(COLD, 0.9)])).toBe(0.44);
});
