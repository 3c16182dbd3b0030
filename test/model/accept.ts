import { type Observed, observe } from './observe.ts';
import type { Seen } from './seen.ts';
import { search, type Verdict } from './spin.ts';
import { traceScenario } from './trace-scenario.ts';

/** Whether the model can do what a schedule of the simulator did. `undecided`: the search took too long. */
type Acceptance = 'accepted' | 'refused' | 'undecided';

/** One schedule: how many steps of it the model can see, and the verdict; `outside` why it has no words for them. */
export type Row = {
  seed: number;
  steps: number;
  verdict: Acceptance | 'outside';
  outside?: string | undefined;
};

const SECONDS = 10;

const judged = ({ broken, errors, unfinished }: Verdict): Acceptance => {
  if (broken === 'end state in claim reached') return 'accepted';
  return errors === 0 && unfinished === undefined ? 'refused' : 'undecided';
};

/** Before NetBox 4.6 nothing is sent that a NetBox of today would refuse. */
const ask = async (seen: Observed, isGenerous: boolean, compiler: string): Promise<Acceptance> => {
  const without = seen.etags ? [] : ['IF_MATCH'];
  const text = traceScenario(seen, isGenerous);
  return judged(await search({ scenario: 'trace', without, text, seconds: SECONDS }, compiler));
};

const accept = async (seen: Observed, compiler: string): Promise<Acceptance> => {
  const verdict = await ask(seen, false, compiler);
  return verdict === 'refused' ? ask(seen, true, compiler) : verdict;
};

/** A second step that nothing does twice: were it accepted, no acceptance would say anything. */
const doubled = (seen: Observed): Observed | undefined => {
  const at = seen.steps.findIndex(({ kind }) => kind === 'ALLOCATES' || kind === 'FINISHES');
  if (at < 0) return undefined;
  const steps: Seen[] = seen.steps.slice(0, at + 1);
  return { ...seen, steps: [...steps, steps[at] as Seen] };
};

const outsideRow = ({ seed, steps, outside }: Observed): Row => ({
  seed,
  steps: steps.length,
  verdict: 'outside',
  outside,
});

/** Judges one schedule. */
export const judgeSchedule = async (seed: number, compiler: string): Promise<Row> => {
  const seen = await observe(seed);
  if (seen.outside !== undefined) return outsideRow(seen);
  if (seen.steps.length === 0) return outsideRow({ ...seen, outside: 'nothing to see' });
  return { seed, steps: seen.steps.length, verdict: await accept(seen, compiler) };
};

/** Judges a schedule that was tampered with, which the model must refuse; undefined where it has nothing to tamper with. */
export const judgeTampered = async (seed: number, compiler: string): Promise<Acceptance | undefined> => {
  const seen = await observe(seed);
  const tampered = seen.outside === undefined ? doubled(seen) : undefined;
  return tampered === undefined ? undefined : accept(tampered, compiler);
};
