import { seeded } from './chance.ts';
import { type Coverage, emptyCoverage } from './coverage.ts';
import { type Run, runSchedule } from './schedule.ts';
import type { Violation } from './world.ts';

/** How a search went so far. `virtual` is in milliseconds of the schedules' own time. */
export type Found = {
  schedules: number;
  steps: number;
  virtual: number;
  coverage: Coverage;
  broken: { seed: number; violation: Violation } | undefined;
};

/** Nothing run. */
export const nothingFound = (): Found => ({
  schedules: 0,
  steps: 0,
  virtual: 0,
  coverage: emptyCoverage(),
  broken: undefined,
});

/** Runs the seeds `from`, `from + stride`, ... until `count` are run or one breaks an invariant. */
export const search = async (
  found: Found,
  seeds: { from: number; stride: number; count: number },
  run: Omit<Run, 'chance' | 'coverage'> = {},
): Promise<Found> => {
  for (let index = 0; index < seeds.count && found.broken === undefined; index++) {
    const seed = seeds.from + index * seeds.stride;
    const outcome = await runSchedule({ ...run, chance: seeded(seed), coverage: found.coverage });
    found.schedules += 1;
    found.steps += outcome.steps;
    found.virtual += outcome.virtual;
    if (outcome.violation !== undefined) found.broken = { seed, violation: outcome.violation };
  }
  return found;
};
