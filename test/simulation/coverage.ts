import { LIFECYCLE, STEPS, statesBefore } from '../../shared/domain/lifecycle.ts';
import { type Fate, fatesOf, type Kind } from './fates.ts';

/** How often each (state, call, fate) was seen, and of which kind each call is. Plain data: it crosses threads. */
export type Coverage = { seen: Map<string, number>; kinds: Map<string, Kind> };

/** Nothing seen. */
export const emptyCoverage = (): Coverage => ({ seen: new Map(), kinds: new Map() });

/** Notes that a call met a fate while its lease was in a state (`none`: there is no lease; `-`: it is of none). */
export const see = (
  { seen, kinds }: Coverage,
  what: { state: string; call: string; kind: Kind; fate: Fate },
): void => {
  const name = `${what.state} ${what.call} ${what.fate}`;
  const count = seen.get(name);
  seen.set(name, count === undefined ? 1 : count + 1);
  if (count === undefined) kinds.set(what.call, what.kind);
};

/** Adds what another worker has seen. */
export const addCoverage = (to: Coverage, from: Coverage): void => {
  for (const [name, count] of from.seen) to.seen.set(name, (to.seen.get(name) ?? 0) + count);
  for (const [call, kind] of from.kinds) to.kinds.set(call, kind);
};

const MOVES = [...Object.keys(LIFECYCLE), ...Object.keys(STEPS)] as (
  | keyof typeof LIFECYCLE
  | keyof typeof STEPS
)[];

/** (state, action) as the lifecycle table has them: `beginAllocation` is open to a subscriber without a lease too. */
const tablePairs = (): [string, string][] =>
  MOVES.flatMap((move) => {
    const states: string[] = [...statesBefore(move)];
    if (move === 'beginAllocation') states.push('none');
    return states.map((state): [string, string] => [state, `leases.apply(${move})`]);
  });

/** How much of what is possible was seen. */
export type CoverageReport = {
  seen: number;
  possible: number;
  /** Possible and never seen. */
  missing: string[];
  /** The least seen, with their counts. */
  rarest: [string, number][];
  /** Counts by call, then by fate. */
  byCall: Map<string, Map<Fate, number>>;
};

const countByCall = ({ seen }: Coverage): CoverageReport['byCall'] => {
  const byCall: CoverageReport['byCall'] = new Map();
  for (const [name, count] of seen) {
    const [, call, fate] = name.split(' ') as [string, string, Fate];
    const fates = byCall.get(call) ?? new Map<Fate, number>();
    fates.set(fate, (fates.get(fate) ?? 0) + count);
    byCall.set(call, fates);
  }
  return byCall;
};

/**
 * Possible is: every fate of every (state, action) pair of the lifecycle table, and of every other (state, call) pair
 * that was reached at all.
 */
export const coverageReport = (coverage: Coverage): CoverageReport => {
  const pairs = new Map<string, Kind>(tablePairs().map((pair) => [pair.join(' '), 'write']));
  for (const name of coverage.seen.keys()) {
    const [state, call] = name.split(' ') as [string, string];
    pairs.set(`${state} ${call}`, coverage.kinds.get(call) as Kind);
  }
  const possible = [...pairs].flatMap(([pair, kind]) => fatesOf(kind).map((fate) => `${pair} ${fate}`));
  const counted = possible.filter((name) => coverage.seen.has(name));
  const rarest = [...coverage.seen].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1)).slice(0, 10);
  return {
    seen: counted.length,
    possible: possible.length,
    missing: possible.filter((name) => !coverage.seen.has(name)),
    rarest,
    byCall: countByCall(coverage),
  };
};
