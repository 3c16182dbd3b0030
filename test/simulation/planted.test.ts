import { expect, test } from '@jest/globals';
import { PLANTED } from './planted.ts';
import { PLANTED_EFFECTS } from './planted-effects.ts';
import { runSchedule } from './schedule.ts';
import { nothingFound, search } from './search.ts';
import { decisionsOf, shrink } from './shrink.ts';

/** Of the defect's own theme. */
const FEW = 1_500;
/** Enough to see that it gets shorter. */
const FEW_RUNS = 120;

test.each([...PLANTED, ...PLANTED_EFFECTS])(
  'a planted defect is found, and its story is short: $name',
  async (planted) => {
    const run = { plant: planted.plant, theme: planted.theme };
    const { broken } = await search(nothingFound(), { from: 1, stride: 1, count: FEW }, run);
    expect(broken?.violation.invariant).toMatch(planted.breaks);
    const options = { runner: runSchedule, run, most: FEW_RUNS };
    const decisions = await decisionsOf(broken?.seed as number, options);
    const shrunken = await shrink(decisions, options);
    expect(shrunken?.violation.invariant).toBe(broken?.violation.invariant);
    expect(shrunken?.decisions.length).toBeLessThan(decisions.length);
  },
);
