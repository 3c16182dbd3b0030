import { type Mutant, mutated, StaleMutant } from './mutant.ts';
import type { Ran } from './run-suites.ts';
import type { Scratch } from './scratch.ts';
import type { Simulated } from './simulation.ts';

/**
 * What became of a mutant. `alive`: no suite noticed it. `stale`: it no longer fits the source. `broken`: with it the
 * suites cannot be run, so that nothing is proven.
 */
export type Verdict =
  | { outcome: 'killed'; suite: string; test: string; seconds: number }
  | { outcome: 'alive'; seconds: number }
  | { outcome: 'stale' | 'broken'; reason: string };

/** The suites fail without any mutant, so that they prove nothing of one. */
export class RedTree extends Error {}

/** Runs test files until the first failure. */
export type RunSuites = (suites: readonly string[]) => Promise<Ran>;

/** What a run of suites over a mutated source says of the mutant. */
export const verdictOf = ({ report, end, inTime, seconds }: Ran, suites: readonly string[]): Verdict => {
  if (!inTime) {
    return { outcome: 'killed', suite: suites.join(', '), test: '(does not end)', seconds };
  }
  if (report === undefined) return { outcome: 'broken', reason: `Jest ended without a report (${end}).` };
  const { unloaded, failure } = report;
  if (unloaded !== undefined) {
    return { outcome: 'broken', reason: `${unloaded.suite} cannot be run: ${unloaded.reason}` };
  }
  if (failure !== undefined) return { outcome: 'killed', ...failure, seconds };
  if (report.tests === 0) return { outcome: 'broken', reason: 'No test was run.' };
  return { outcome: 'alive', seconds };
};

/**
 * The suites that a mutant is tried against once its own have not noticed it; asked for only then. Rejects with
 * `RedTree`.
 */
export type WholeTree = () => Promise<readonly string[]>;

const tried = async (mutant: Mutant, run: RunSuites, wholeTree: WholeTree): Promise<Verdict> => {
  const first = verdictOf(await run(mutant.suites), mutant.suites);
  if (first.outcome !== 'alive') return first;
  const others = (await wholeTree()).filter((suite) => !mutant.suites.includes(suite));
  const verdict = verdictOf(await run(others), others);
  return 'seconds' in verdict ? { ...verdict, seconds: first.seconds + verdict.seconds } : verdict;
};

/** What a mutant is tried with; `simulate` only where the simulator is to be asked of what the tests have killed. */
export type Trials = {
  run: RunSuites;
  wholeTree: WholeTree;
  simulate?: (() => Promise<Simulated | undefined>) | undefined;
};

/** What became of a mutant, and what the simulator makes of it where that was asked. */
export type Judgement = { verdict: Verdict; simulated?: Simulated | undefined };

const judged = async (mutant: Mutant, { run, wholeTree, simulate }: Trials): Promise<Judgement> => {
  const verdict = await tried(mutant, run, wholeTree);
  return verdict.outcome === 'killed' && simulate !== undefined
    ? { verdict, simulated: await simulate() }
    : { verdict };
};

const reasonOf = (error: unknown): Verdict => {
  if (error instanceof StaleMutant) return { outcome: 'stale', reason: error.message };
  if (error instanceof RedTree) return { outcome: 'broken', reason: error.message };
  throw error;
};

/** Makes the edit of a mutant in a scratch copy, tries it, and takes the edit back. */
export const judge = async (
  mutant: Mutant,
  scratch: Pick<Scratch, 'read' | 'write'>,
  trials: Trials,
): Promise<Judgement> => {
  const text = scratch.read(mutant.file);
  try {
    scratch.write(mutant.file, mutated(text, mutant));
    return await judged(mutant, trials);
  } catch (error) {
    return { verdict: reasonOf(error) };
  } finally {
    scratch.write(mutant.file, text);
  }
};
