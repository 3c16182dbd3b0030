/**
 * Where every decision of a schedule comes from. 0 is always the plainest one (no fault, no delay, the same actor goes
 * on), so that a schedule gets simpler by deciding 0.
 */
export type Chance = {
  /** One of 0..count-1; `count` of 1 decides nothing. */
  below: (count: number) => number;
  /** As `below`: which of so many actors goes on. */
  turn: (count: number) => number;
  /** An index of `weights` (whole numbers), as often as its weight says. */
  weighted: (weights: readonly number[]) => number;
  /** True in `perMille` of 1000 cases. */
  odds: (perMille: number) => boolean;
  /** In `perMille` of 1000 cases an index of `weights`, else 0: what strikes a call. */
  strike: (perMille: number, weights: readonly number[]) => number;
};

/** The numbers of a seed: sfc32 (PractRand), uniform below 2^32. */
const numbersOf = (seed: number): (() => number) => {
  let [a, b, c, d] = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
};

const totalOf = (weights: readonly number[]): number => {
  let total = 0;
  for (const weight of weights) total += weight;
  return total;
};

const indexAt = (weights: readonly number[], point: number): number => {
  let left = point;
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index] as number;
    if (left < 0) return index;
  }
  return 0;
};

/** Decides by a seed; the same seed decides the same. */
export const seeded = (seed: number): Chance => {
  const next = numbersOf(seed);
  const below = (count: number): number => (count <= 1 ? 0 : next() % count);
  const weighted = (weights: readonly number[]): number => indexAt(weights, next() % totalOf(weights));
  const odds = (perMille: number): boolean => perMille > 0 && next() % 1000 < perMille;
  return {
    below,
    turn: below,
    weighted,
    odds,
    strike: (perMille, weights) => (odds(perMille) ? weighted(weights) : 0),
  };
};

/** Every decision of a schedule, in order, as the index that was taken. */
export type Decisions = readonly number[];

/** Decides as `inner` does, and keeps what was decided. */
export const recording = (inner: Chance): { chance: Chance; decisions: number[] } => {
  const decisions: number[] = [];
  const keep = (decided: number): number => {
    decisions.push(decided);
    return decided;
  };
  return {
    decisions,
    chance: {
      below: (count) => (count <= 1 ? 0 : keep(inner.below(count))),
      turn: (count) => (count <= 1 ? 0 : keep(inner.turn(count))),
      weighted: (weights) => keep(inner.weighted(weights)),
      odds: (perMille) => perMille > 0 && keep(inner.odds(perMille) ? 1 : 0) === 1,
      strike: (perMille, weights) => (perMille === 0 ? 0 : keep(inner.strike(perMille, weights))),
    },
  };
};

/** Decides as was decided before; the plainest where that is no longer possible, and where nothing was decided. */
export const replaying = (decisions: Decisions): Chance => {
  let at = 0;
  const next = (count: number): number => {
    const decided = decisions[at++] ?? 0;
    return decided < count ? decided : 0;
  };
  return decidingBy(next);
};

/** Decides by a function that is asked for one of so many, where there is anything to decide. */
export const decidingBy = (next: (count: number, of: 'turn' | 'strike' | 'other') => number): Chance => {
  const below = (count: number): number => (count <= 1 ? 0 : next(count, 'other'));
  const possible = (weights: readonly number[], decided: number): number =>
    (weights[decided] ?? 0) > 0 ? decided : 0;
  return {
    below,
    turn: (count) => (count <= 1 ? 0 : next(count, 'turn')),
    weighted: (weights) => possible(weights, next(weights.length, 'other')),
    odds: (perMille) => perMille > 0 && next(2, 'other') === 1,
    strike: (perMille, weights) => (perMille === 0 ? 0 : possible(weights, next(weights.length, 'strike'))),
  };
};
