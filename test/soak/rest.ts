import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** Sixteen minutes at a time: beyond every deadline but the retries of a revocation, which need several. */
const ROUND_MILLISECONDS = 16 * 60_000;
/** Rounds in a row whose sweep finds no more than it can do: what is still moving then has stopped. */
const QUIET_ROUNDS = 7;
const MOST_ROUNDS = 70;
const LONGEST_IDLE_MILLISECONDS = 15_000;

const untilIdle = ({ leasehold }: Stage): Promise<unknown> =>
  Promise.race([leasehold.tell({ do: 'idle' }), sleep(LONGEST_IDLE_MILLISECONDS, undefined, { ref: false })]);

/** Answers whether the sweep came to the end of what was due, and nothing of it failed. */
const isQuietRound = async (stage: Stage): Promise<boolean> => {
  stage.counts.add('rounds of rest');
  await stage.jump(ROUND_MILLISECONDS);
  const report = await stage.sweep();
  await untilIdle(stage);
  return report?.left === 0 && report.failed === 0;
};

/**
 * Time goes by and the sweeper runs, until nothing that an hour of load left behind moves any more. Answers what is wrong
 * where that never is.
 */
export const comeToRest = async (stage: Stage): Promise<string[]> => {
  await stage.load.settled();
  await stage.leasehold.tell({ do: 'hurry' });
  await untilIdle(stage);
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    quiet = (await isQuietRound(stage)) ? quiet + 1 : 0;
    if (quiet === QUIET_ROUNDS) return [];
  }
  return [`It did not come to rest in ${MOST_ROUNDS} sweeps: each leaves something due, or fails at it.`];
};
