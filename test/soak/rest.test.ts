import { expect, test } from '@jest/globals';
import type { SweepReport } from '../../shared/usecases/sweep-overdue.ts';
import { newCounts } from './counts.ts';
import { comeToRest } from './rest.ts';
import type { Stage } from './stage.ts';

const NOTHING: SweepReport = { seen: 0, done: 0, failed: 0, left: 0 };

/** A stage whose sweeps go as told, and then find nothing; `rounds` is how many were asked for. */
const restOf = async (sweeps: readonly (SweepReport | undefined)[], ever?: SweepReport) => {
  let rounds = 0;
  const stage = {
    counts: newCounts(),
    load: { settled: async () => undefined },
    leasehold: { tell: async () => null },
    jump: async () => undefined,
    sweep: async () => {
      const report = rounds < sweeps.length ? sweeps[rounds] : (ever ?? NOTHING);
      rounds += 1;
      return report;
    },
  } as unknown as Stage;
  return { faults: await comeToRest(stage), rounds };
};

test.each<{ what: string; sweep: SweepReport | undefined }>([
  { what: 'leaves something due', sweep: { seen: 500, done: 500, failed: 0, left: 1 } },
  { what: 'fails at something', sweep: { seen: 1, done: 0, failed: 1, left: 0 } },
  { what: 'does not come to its end', sweep: undefined },
])('the rest is counted anew after a sweep that $what', async ({ sweep }) => {
  expect(await restOf([NOTHING, NOTHING, sweep])).toEqual({ faults: [], rounds: 3 + 7 });
});

test('what never comes to rest is a fault', async () => {
  const { faults, rounds } = await restOf([], { ...NOTHING, failed: 1 });
  expect(faults).toEqual([expect.stringContaining(`in ${rounds} sweeps`)]);
});
