import { expect, test } from '@jest/globals';
import type { Outcome, Run } from './schedule.ts';
import { decisionsOf, shrink } from './shrink.ts';

/** Breaks where, of thirty choices, two certain ones are both unlucky. */
const unlucky = async ({ chance }: Run): Promise<Outcome> => {
  const choices = Array.from({ length: 30 }, () => chance.below(10));
  const isBroken = (choices[5] as number) >= 5 && (choices[20] as number) >= 5;
  const violation = isBroken ? { invariant: 'luck', detail: choices.join() } : undefined;
  return { violation, virtual: 0, steps: 0, trace: [] };
};

const lucky = async (): Promise<Outcome> => ({ violation: undefined, virtual: 0, steps: 0, trace: [] });

test('what does not matter becomes the plainest, and what matters stays', async () => {
  let seed = 0;
  let decisions = await decisionsOf(seed, { runner: unlucky });
  while ((await shrink(decisions, { runner: unlucky, most: 0 })) === undefined) {
    seed += 1;
    decisions = await decisionsOf(seed, { runner: unlucky });
  }
  const shrunken = await shrink(decisions, { runner: unlucky });
  expect(shrunken?.violation.invariant).toBe('luck');
  expect(shrunken?.decisions.filter((decided) => decided > 0)).toHaveLength(2);
  expect(shrunken?.decisions).toHaveLength(21);
});

test('what breaks nothing is not made short', async () => {
  expect(await shrink([1, 2, 3], { runner: lucky })).toBeUndefined();
});
