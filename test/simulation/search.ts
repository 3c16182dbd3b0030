import { seeded } from './chance.ts';
import { type Coverage, emptyCoverage } from './coverage.ts';
import { runSchedule } from './schedule.ts';
import type { Plant, Violation } from './world.ts';

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
  plant: Plant = {},
): Promise<Found> => {
  for (let run = 0; run < seeds.count && found.broken === undefined; run++) {
    const seed = seeds.from + run * seeds.stride;
    const outcome = await runSchedule({ chance: seeded(seed), coverage: found.coverage, plant });
    found.schedules += 1;
    found.steps += outcome.steps;
    found.virtual += outcome.virtual;
    if (outcome.violation !== undefined) found.broken = { seed, violation: outcome.violation };
  }
  return found;
};
