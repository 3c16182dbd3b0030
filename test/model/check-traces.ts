import { judgeSchedule, judgeTampered, type Row } from './accept.ts';
import { twoAtATime } from './at-once.ts';

const rowOf = ({ seed, steps, verdict, outside }: Row): string =>
  `${verdict === 'refused' ? 'WRONG' : 'ok   '} seed ${String(seed).padEnd(9)} ${String(steps).padStart(3)} steps  ${verdict}${outside === undefined ? '' : ` (${outside})`}`;

const count = (rows: readonly Row[], verdict: Row['verdict']): number =>
  rows.filter((row) => row.verdict === verdict).length;

/** How many schedules are judged a second time, with a step in them that nothing may do. */
const TAMPERED = 3;

/**
 * Asks whether the model can do what schedules of the simulator did, printing a line for each; a few are tampered with,
 * and must be refused. Answers how many were otherwise.
 */
export const checkTraces = async (
  seeds: { from: number; count: number },
  compiler: string,
): Promise<number> => {
  const all = Array.from({ length: seeds.count }, (_, index) => seeds.from + index);
  const rows = await twoAtATime(all, async (seed) => {
    const row = await judgeSchedule(seed, compiler);
    console.log(rowOf(row));
    return row;
  });
  const accepted = rows.filter(({ verdict }) => verdict === 'accepted').slice(0, TAMPERED);
  const tampered = await twoAtATime(accepted, ({ seed }) => judgeTampered(seed, compiler));
  const believed = tampered.filter((verdict) => verdict === 'accepted').length;
  console.log(
    `${rows.length} schedules: ${count(rows, 'accepted')} accepted, ${count(rows, 'refused')} refused, ${count(rows, 'undecided')} undecided, ${count(rows, 'outside')} outside the model. Of ${tampered.length} that were tampered with, ${believed} accepted.`,
  );
  return count(rows, 'refused') + believed + (accepted.length === 0 ? 1 : 0);
};
