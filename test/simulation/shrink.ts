import { type Decisions, recording, replaying, seeded } from './chance.ts';
import { emptyCoverage } from './coverage.ts';
import type { Outcome, Run } from './schedule.ts';
import type { Violation } from './world.ts';

/** A schedule as something that can be run again: exhaustive pairs have another than drawn ones. */
export type Runner = (run: Run) => Promise<Outcome>;

/** A violation, the decisions that still lead to it, and the story. `from` counts the decisions of the first find. */
export type Shrunken = {
  violation: Violation;
  decisions: Decisions;
  from: number;
  trace: string[];
  runs: number;
};

/** So many runs are enough for a schedule of some hundred decisions. */
const MOST_RUNS = 3_000;

type Hunt = {
  runner: Runner;
  run: Omit<Run, 'chance' | 'coverage'>;
  invariant: string;
  most: number;
  runs: number;
};

/** How a violation is made short: by what runs it, as it was run, in at most so many runs. */
export type ShrinkOptions = { runner: Runner; run?: Omit<Run, 'chance' | 'coverage'>; most?: number };

const breaks = async (hunt: Hunt, decisions: Decisions): Promise<boolean> => {
  if (hunt.runs >= hunt.most) return false;
  hunt.runs += 1;
  const outcome = await hunt.runner({ ...hunt.run, chance: replaying(decisions), coverage: emptyCoverage() });
  return outcome.violation?.invariant === hunt.invariant;
};

/** What a block of decisions is tried as: taken out, so that what follows moves up, or the plainest ones. */
const without = (decisions: Decisions, at: number, size: number): Decisions => [
  ...decisions.slice(0, at),
  ...decisions.slice(at + size),
];

const plain = (decisions: Decisions, at: number, size: number): Decisions =>
  decisions.map((decided, index) => (index >= at && index < at + size ? 0 : decided));

const isPlain = (decisions: Decisions, at: number, size: number): boolean =>
  decisions.slice(at, at + size).every((decided) => decided === 0);

const shortened = async (hunt: Hunt, decisions: Decisions): Promise<Decisions> => {
  let least = 0;
  let most = decisions.length;
  while (least < most) {
    const middle = (least + most) >> 1;
    if (await breaks(hunt, decisions.slice(0, middle))) most = middle;
    else least = middle + 1;
  }
  return decisions.slice(0, most);
};

const pass = async (hunt: Hunt, start: Decisions, size: number): Promise<Decisions> => {
  let decisions = start;
  for (let at = decisions.length - size; at >= 0; at -= size) {
    const removed = without(decisions, at, size);
    if (await breaks(hunt, removed)) decisions = removed;
    else if (!isPlain(decisions, at, size)) {
      const plainer = plain(decisions, at, size);
      if (await breaks(hunt, plainer)) decisions = plainer;
    }
  }
  return decisions;
};

const smaller = async (hunt: Hunt, start: Decisions): Promise<Decisions> => {
  let decisions = await shortened(hunt, start);
  for (;;) {
    const before = decisions;
    for (let size = 16; size >= 1; size >>= 1) decisions = await pass(hunt, decisions, size);
    if (decisions === before || hunt.runs >= hunt.most) return decisions;
  }
};

/** Drops actors, faults and choices for as long as the same invariant breaks; undefined where it never does. */
export const shrink = async (
  first: Decisions,
  { runner, run = {}, most = MOST_RUNS }: ShrinkOptions,
): Promise<Shrunken | undefined> => {
  const retell = (decisions: Decisions): Promise<Outcome> =>
    runner({ ...run, chance: replaying(decisions), coverage: emptyCoverage(), traced: true });
  const { violation: found } = await retell(first);
  if (found === undefined) return undefined;
  const hunt: Hunt = { runner, run, invariant: found.invariant, most, runs: 0 };
  const decisions = await smaller(hunt, first);
  const { violation, trace } = await retell(decisions);
  return { violation: violation ?? found, decisions, from: first.length, trace, runs: hunt.runs };
};

/** The decisions of a seed. */
export const decisionsOf = async (seed: number, { runner, run = {} }: ShrinkOptions): Promise<Decisions> => {
  const { chance, decisions } = recording(seeded(seed));
  await runner({ ...run, chance, coverage: emptyCoverage() });
  return decisions;
};
