import cron from 'aws-cron-parser';
import type { Timeline } from './timeline.ts';
import { underWay } from './under-way.ts';

/** A schedule: `expression` is `rate(…)` or `cron(…)` of AWS, in UTC; `run` gets the payload of its target. */
export type Schedule = {
  name: string;
  expression: string;
  payload: unknown;
  run: (payload: unknown) => Promise<unknown>;
};

/**
 * Schedules at work. `fire` runs one now, with another payload where one is given, and answers or rejects as its
 * target does; `settled` resolves when no run is under way.
 */
export type LocalSchedules = {
  names: () => string[];
  fire: (name: string, payload?: unknown) => Promise<unknown>;
  settled: () => Promise<void>;
  stop: () => void;
};

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** A timer of Node overflows beyond 24 days; a longer wait is made of several. */
const LONGEST_WAIT = 86_400_000;

/**
 * When a schedule runs next, in epoch milliseconds, after `after`; undefined where it never does again. Throws on an
 * expression that is neither a rate nor a cron.
 */
export const nextRun = (expression: string, after: number): number | undefined => {
  const [, amount, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (amount !== undefined) return after + Number(amount) * (UNITS[unit] ?? 0);
  const [, fields] = /^cron\((.+)\)$/.exec(expression) ?? [];
  if (fields === undefined) throw new Error(`The schedule "${expression}" is neither rate(…) nor cron(…).`);
  return cron.next(cron.parse(fields), new Date(after))?.getTime();
};

/** Runs the schedules as time goes by. `onFailure` is told of a run that its target rejected. */
export const localSchedules = (
  schedules: readonly Schedule[],
  timeline: Timeline,
  onFailure: (error: unknown) => void,
): LocalSchedules => {
  const cancels = new Map<string, () => void>();
  const runs = underWay();

  const waitFor = (schedule: Schedule, at: number) => {
    const left = at - timeline.now();
    const action = () => {
      if (left > LONGEST_WAIT) return waitFor(schedule, at);
      runs.track(schedule.run(schedule.payload)).catch(onFailure);
      plan(schedule);
    };
    cancels.set(schedule.name, timeline.after(Math.min(left, LONGEST_WAIT), action));
  };

  const plan = (schedule: Schedule) => {
    const at = nextRun(schedule.expression, timeline.now());
    if (at !== undefined) waitFor(schedule, at);
  };

  schedules.forEach(plan);
  return {
    names: () => schedules.map(({ name }) => name),
    fire: async (name, payload) => {
      const schedule = schedules.find((one) => one.name === name);
      if (schedule === undefined) throw new Error(`There is no schedule ${name}.`);
      return runs.track(schedule.run(payload ?? schedule.payload));
    },
    settled: runs.settled,
    stop: () => {
      for (const cancel of cancels.values()) cancel();
    },
  };
};
