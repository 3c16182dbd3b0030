import { parseArgs } from 'node:util';

/** What `npm run simulate` is to do. */
export type Options =
  | { task: 'help' }
  | { task: 'one'; seed: number }
  | { task: 'exhaustive' }
  | { task: 'outage'; seed: number }
  | { task: 'search'; schedules: number; atLeast: number; seconds: number; from: number; workers: number };

/** How to ask. */
export const USAGE = `Runs schedules of the real use cases over simulated ports, and looks for what must never be.

npm run simulate -- [options]
  --schedules N   how many (1000000)
  --seconds S     ends after so many seconds at the latest; with --schedules: fewer than those are a failure
  --from N        the first seed (1)
  --workers N     threads (one for each core)
  --seed N        one schedule, with its trace; what breaks an invariant is made short as well
  --exhaustive    pairs of actors, every order of few turns, every fault at every call
  --outage        two hours of load, NetBox away for half an hour: how often it is called (--seed N, 1)
  --help          this

Exit code 1: an invariant was broken, too few schedules were done, or an outage costs more than it may.
`;

const NUMBERS = { type: 'string' } as const;

const whole = (name: string, text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} takes a whole number, not "${text}".`);
};

/** Reads the arguments. Throws an Error whose message says what is wrong. */
export const readOptions = (args: readonly string[], cores: number): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      schedules: NUMBERS,
      seconds: NUMBERS,
      from: NUMBERS,
      workers: NUMBERS,
      seed: NUMBERS,
      exhaustive: { type: 'boolean' },
      outage: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return { task: 'help' };
  if (values.exhaustive) return { task: 'exhaustive' };
  if (values.outage) return { task: 'outage', seed: whole('seed', values.seed, 1) };
  if (values.seed !== undefined) return { task: 'one', seed: whole('seed', values.seed, 0) };
  const schedules = whole('schedules', values.schedules, 1_000_000);
  return {
    task: 'search',
    schedules,
    atLeast: values.schedules === undefined ? 0 : schedules,
    seconds: whole('seconds', values.seconds, Number.POSITIVE_INFINITY),
    from: whole('from', values.from, 1),
    workers: Math.max(1, whole('workers', values.workers, cores)),
  };
};
