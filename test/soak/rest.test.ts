import { expect, test } from '@jest/globals';
import type { SweepReport } from '../../shared/usecases/sweep-overdue.ts';
import { newCounts } from './counts.ts';
import { comeToRest } from './rest.ts';
import type { Command } from './runtime-process.ts';
import type { Stage } from './stage.ts';

type Round = { report: SweepReport | undefined; idle?: false };

const REPORT: SweepReport = { seen: 0, done: 0, failed: 0, left: 0 };
const QUIET: Round = { report: REPORT };
const PATIENCE = 10;

/** A stage whose rounds go as told, and then as `ever`; `rounds` is how many were asked for. */
const restOf = async (told: readonly Round[], ever = QUIET) => {
  let rounds = 0;
  const roundAt = (index: number) => told[index] ?? ever;
  const idle = () => (roundAt(rounds - 1).idle === false ? new Promise(() => undefined) : null);
  const stage = {
    counts: newCounts(),
    load: { settled: async () => undefined },
    leasehold: { tell: async (command: Command) => (command.do === 'idle' ? idle() : null) },
    jump: async () => undefined,
    sweep: async () => {
      rounds += 1;
      return roundAt(rounds - 1).report;
    },
  } as unknown as Stage;
  return { faults: await comeToRest(stage, PATIENCE), rounds };
};

test.each<{ what: string; round: Round }>([
  { what: 'leaves something due', round: { report: { ...REPORT, left: 1 } } },
  { what: 'fails at something', round: { report: { ...REPORT, failed: 1 } } },
  { what: 'does not come to its end', round: { report: undefined } },
  { what: 'begins what does not come to its end', round: { report: REPORT, idle: false } },
])('the rest is counted anew after a sweep that $what', async ({ round }) => {
  expect(await restOf([QUIET, QUIET, round])).toEqual({ faults: [], rounds: 3 + 7 });
});

test('what never comes to rest is a fault', async () => {
  const { faults, rounds } = await restOf([], { report: { ...REPORT, failed: 1 } });
  expect(faults).toEqual([expect.stringContaining(`in ${rounds} sweeps`)]);
});
