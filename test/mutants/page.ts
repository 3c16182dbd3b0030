import type { Judgement, Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';
import type { Simulated } from './simulation.ts';

/** A mutant, and what became of it. */
export type Judged = Judgement & { mutant: Mutant };

/** The middle of some numbers, or the mean of the two in the middle; 0 of none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return (low + high) / 2;
};

const secondsOf = ({ verdict }: Judged): number[] => (verdict.outcome === 'killed' ? [verdict.seconds] : []);

const simulatedOf = ({ simulated }: Judged): Simulated[] => (simulated === undefined ? [] : [simulated]);

/** What the simulator made of those that it was asked of; empty where it was asked of none. */
const simulatedSummary = (judged: readonly Judged[]): string => {
  const asked = judged.flatMap(simulatedOf);
  const seconds = asked.flatMap((each) => (each.found ? [each.seconds] : []));
  if (asked.length === 0) return '';
  return ` The simulator, asked of ${asked.length} of them for half a minute each, finds ${seconds.length}, in a median of ${median(seconds).toFixed(1)} s.`;
};

/** What the simulator made of a mutant, in a few words. */
export const simulatedEnd = (simulated: Simulated): string =>
  simulated.found
    ? `by the simulator: seed ${simulated.seed}, ${simulated.seconds.toFixed(1)} s, "${simulated.invariant}"`
    : `not by the simulator in ${simulated.schedules} schedules`;

/** One sentence on all of them: how many there are, how many were killed, and how fast. */
export const summary = (judged: readonly Judged[]): string => {
  const seconds = judged.flatMap(secondsOf);
  const killed = seconds.length === judged.length ? 'all' : String(seconds.length);
  const [middle, longest] = [median(seconds), Math.max(0, ...seconds)];
  return `${judged.length} mutants, ${killed} killed; median time to kill ${middle.toFixed(1)} s, longest ${longest.toFixed(1)} s.${simulatedSummary(judged)}`;
};

/** What killed a mutant, or why nothing did. */
export const endOf = (verdict: Verdict): string => {
  switch (verdict.outcome) {
    case 'killed':
      return `${verdict.suite}: ${verdict.test}`;
    case 'alive':
      return 'nothing';
    case 'stale':
    case 'broken':
      return verdict.reason;
  }
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

const row = ({ mutant, verdict, simulated }: Judged): string => {
  const seconds = 'seconds' in verdict ? verdict.seconds.toFixed(1) : '';
  const ends = [endOf(verdict), ...(simulated === undefined ? [] : [simulatedEnd(simulated)])];
  const cells = [`\`${mutant.id}\``, `\`${mutant.file}\``, mutant.breaks, ends.join('; '), seconds];
  return `| ${cells.map(cell).join(' | ')} |`;
};

const HEAD =
  '| mutant | file | the rule that it breaks | killed by | seconds |\n| --- | --- | --- | --- | ---: |';

const INTRODUCTION = `Each row is one small edit of the source that breaks one rule of a protocol: a condition dropped, two writes
swapped, a fence skipped, an answer believed that proves nothing. \`npm run mutants\` makes the edits one at a time in a
scratch copy and runs the tests on each; a mutant that no test notices is a missing test. The seconds are those of a
whole run of Jest until the first failing test, on two cores. Of those that break the core of a protocol, the simulator
(\`npm run simulate\`) is asked as well, on one thread. The mutants are data, in \`test/mutants/list\`; this page
is written by \`npm run mutants -- --write\`.`;

/** The page docs/mutants.md. */
export const pageOf = (judged: readonly Judged[]): string => {
  const areas = Map.groupBy(judged, ({ mutant }) => mutant.area);
  const sections = [...areas].map(([area, of]) => `## ${area}\n\n${HEAD}\n${of.map(row).join('\n')}\n`);
  return `# Protocol mutants\n\n${INTRODUCTION}\n\n${summary(judged)}\n\n${sections.join('\n')}`;
};
