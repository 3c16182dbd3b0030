import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** Sixteen minutes at a time: beyond every deadline but the retries of a revocation, which need several. */
const ROUND_MILLISECONDS = 16 * 60_000;
/** Rounds in a row that come to an end. What each of them only begins again is the audit's to see. */
const QUIET_ROUNDS = 7;
const MOST_ROUNDS = 40;
const PATIENCE_MILLISECONDS = 15_000;

/** Answers whether nothing is under way any more. */
const isIdle = ({ leasehold }: Stage, patience: number): Promise<boolean> =>
  Promise.race([leasehold.tell({ do: 'idle' }).then(() => true), sleep(patience, false, { ref: false })]);

/** Answers whether the sweep came to the end of what was due, nothing of it failed, and all that it began is done. */
const isQuietRound = async (stage: Stage, patience: number): Promise<boolean> => {
  stage.counts.add('rounds of rest');
  await stage.jump(ROUND_MILLISECONDS);
  const report = await stage.sweep();
  const idle = await isIdle(stage, patience);
  return idle && report?.left === 0 && report.failed === 0;
};

/**
 * Time goes by and the sweeper runs, until nothing that an hour of load left behind moves any more. Answers what is wrong
 * where that never is. `patience`: the milliseconds in which a round is to come to its end.
 */
export const comeToRest = async (stage: Stage, patience = PATIENCE_MILLISECONDS): Promise<string[]> => {
  await stage.load.settled();
  await stage.leasehold.tell({ do: 'hurry' });
  await isIdle(stage, patience);
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    quiet = (await isQuietRound(stage, patience)) ? quiet + 1 : 0;
    if (quiet === QUIET_ROUNDS) return [];
  }
  return [
    `It did not come to rest in ${MOST_ROUNDS} sweeps: they leave something due, fail at it, or begin what has no end.`,
  ];
};
