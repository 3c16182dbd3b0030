import { judge, RedTree, verdictOf, type WholeTree } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { endOf, type Judged, simulatedEnd } from './page.ts';
import { inPool } from './pool.ts';
import { prepareRuns, runSuites } from './run-suites.ts';
import { type Scratch, type ScratchFolder, suitesUnder } from './scratch.ts';
import { SIMULATED, simulate } from './simulation.ts';

/** Where the copies are made, whether the simulator is asked, who is told of the progress, and what stops it all. */
export type Campaign = {
  folder: ScratchFolder;
  simulator: boolean;
  say: (line: string) => void;
  signal: AbortSignal;
};

/** Two copies are worked on at once: a test process keeps one core busy. */
const WORKERS = 2;
/** What a mutant may make run for ever. */
const LONGEST_RUN = 5 * 60_000;
const LONGEST_WHOLE_RUN = 20 * 60_000;

/** What is tried where the suites of a mutant did not notice it. */
const WHOLE_TREE = [
  'domain',
  'usecases',
  'adapters',
  'http',
  'radius',
  'functions',
  'statemachines',
  'infra',
  'system',
].map((folder) => `test/${folder}`);

const assertGreen = async (
  scratch: Scratch,
  suites: readonly string[],
  { signal }: Campaign,
): Promise<void> => {
  if (suites.length === 0) return;
  const ran = await runSuites(scratch, suites, { signal, milliseconds: LONGEST_WHOLE_RUN });
  const verdict = verdictOf(ran, suites);
  if (verdict.outcome === 'alive') return;
  throw new RedTree(`The tests fail without any mutant, so that nothing can be proven. ${endOf(verdict)}`);
};

/** Each worker runs a part of the suites that will be needed, which warms its cache as well. */
const assertBase = (scratches: readonly Scratch[], mutants: readonly Mutant[], campaign: Campaign) => {
  const suites = [...new Set(mutants.flatMap((mutant) => mutant.suites))].sort();
  campaign.say(`${suites.length} suites without any mutant …`);
  const part = (of: number): string[] => suites.filter((_, index) => index % scratches.length === of);
  return Promise.all(scratches.map((scratch, index) => assertGreen(scratch, part(index), campaign)));
};

/** The suites of the whole tree, known to be green: a copy without a mutant runs them when the first mutant asks. */
const wholeTreeOf = (spare: Scratch, campaign: Campaign): WholeTree => {
  let known: Promise<readonly string[]> | undefined;
  const ask = async (): Promise<readonly string[]> => {
    const suites = suitesUnder(spare.root, WHOLE_TREE);
    campaign.say(`all ${suites.length} suites without any mutant …`);
    await assertGreen(spare, suites, campaign);
    return suites;
  };
  return () => {
    known ??= ask();
    return known;
  };
};

/** Whether the simulator can be asked: without a mutant it must find nothing. */
const isSimulatorSound = async (scratch: Scratch, { say, signal }: Campaign): Promise<boolean> => {
  say('the simulator without any mutant …');
  const base = await simulate(scratch, signal);
  if (base !== undefined && !base.found && base.schedules > 0) return true;
  say(
    `The simulator is not asked: without any mutant it ${base?.found ? `breaks on seed ${base.seed}` : 'does not run'}.`,
  );
  return false;
};

const lineOf = ({ mutant, verdict, simulated }: Judged): string => {
  const seconds = 'seconds' in verdict ? ` ${verdict.seconds.toFixed(1)} s` : '';
  return `${verdict.outcome}${seconds} ${mutant.id}: ${endOf(verdict)}${simulated === undefined ? '' : `; ${simulatedEnd(simulated)}`}`;
};

/** Tries all mutants, in scratch copies. Throws where the tests are red without any; the answer is in their order. */
export const tryAll = async (mutants: readonly Mutant[], campaign: Campaign): Promise<Judged[]> => {
  const { folder, say, signal } = campaign;
  const spare = folder.make();
  const scratches = Array.from({ length: Math.min(WORKERS, mutants.length) }, () => folder.make());
  [spare, ...scratches].forEach(prepareRuns);
  await assertBase(scratches, mutants, campaign);
  const simulates = campaign.simulator && (await isSimulatorSound(spare, campaign));
  const wholeTree = wholeTreeOf(spare, campaign);
  const judged: Judged[] = [];
  await inPool(scratches, [...mutants.entries()], async (scratch, [index, mutant]) => {
    const run = (suites: readonly string[]) => {
      const milliseconds = suites === mutant.suites ? LONGEST_RUN : LONGEST_WHOLE_RUN;
      return runSuites(scratch, suites, { signal, milliseconds });
    };
    const asks = simulates && SIMULATED.includes(mutant.id);
    const trials = { run, wholeTree, simulate: asks ? () => simulate(scratch, signal) : undefined };
    const done = { mutant, ...(await judge(mutant, scratch, trials)) };
    judged[index] = done;
    say(`[${judged.flat().length}/${mutants.length}] ${lineOf(done)}`);
  });
  return judged;
};
