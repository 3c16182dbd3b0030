import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Scratch } from './scratch.ts';

/** What the simulator makes of a mutant: the seed that breaks an invariant, or that it found none in its time. */
export type Simulated =
  | { found: true; seed: number; schedules: number; seconds: number; invariant: string }
  | { found: false; schedules: number; seconds: number };

/** The mutants of the core, of which the simulator is asked as well: it runs no adapters. */
export const SIMULATED: readonly string[] = [
  'allocate-in-any-epoch',
  'fail-in-any-state',
  'claim-taken-is-success',
  'delete-what-lost-the-race',
  'post-without-a-search',
  'post-again-on-unknown',
  'begin-in-the-old-epoch',
  'claimed-may-be-dead',
  'pending-epoch-is-dead',
  'claim-read-before-the-lease',
  'row-before-its-object',
  'two-sendings-at-once',
  'replaced-frees-the-slot',
  'two-runs-at-once',
  'writes-without-the-run',
  'finish-without-a-fence',
  'no-tenure',
  'silence-is-gone',
  'release-beside-a-coa',
  'release-once-asked',
  'release-by-any-run',
  'unknown-release-is-done',
  'started-before-it-was-taken',
  'later-looks-are-lost',
  'event-id-without-version',
  'unpublished-is-done',
  'counted-twice',
];

const SECONDS = 30;
/** The simulator makes what it has found short before it says what it was. */
const LONGEST = 4 * 60_000;

const numberIn = (out: string, pattern: RegExp): number | undefined => {
  const match = pattern.exec(out)?.[1];
  return match === undefined ? undefined : Number(match.replaceAll(',', ''));
};

/** Reads what the simulator printed; undefined where it did not come to an end. */
export const readSimulation = (out: string): Simulated | undefined => {
  const schedules = numberIn(out, /^([\d,]+) schedules, .* violations$/m);
  const seconds = numberIn(out, /^Time: .* in ([\d.]+) s,/m);
  if (schedules === undefined || seconds === undefined) return undefined;
  if (!/ 1 violations$/m.test(out)) return { found: false, schedules, seconds };
  const seed = numberIn(out, /--seed (\d+)$/m);
  const invariant = /^Broken: (.+)$/m.exec(out)?.[1];
  if (seed === undefined || invariant === undefined) return undefined;
  return { found: true, seed, schedules, seconds, invariant };
};

/** Runs the simulator of a scratch copy on one thread, for half a minute at most. Undefined where it did not run. */
export const simulate = async (
  { root, aside }: Scratch,
  signal: AbortSignal,
): Promise<Simulated | undefined> => {
  signal.throwIfAborted();
  const args = ['test/simulation/simulate.ts', '--workers', '1', '--seconds', String(SECONDS)];
  const simulator = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TMPDIR: aside },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const end = (): void => {
    simulator.kill('SIGKILL');
  };
  const stop = AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]);
  stop.addEventListener('abort', end);
  try {
    const [out] = await Promise.all([text(simulator.stdout), once(simulator, 'exit')]);
    signal.throwIfAborted();
    return readSimulation(out);
  } finally {
    stop.removeEventListener('abort', end);
  }
};
