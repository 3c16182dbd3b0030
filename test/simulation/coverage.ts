import { LIFECYCLE, STATES, STEPS, statesBefore } from '../../shared/domain/lifecycle.ts';
import { FATES, type Fate, fatesOf, type Kind } from './fates.ts';

/** The states of a lease, that there is none, and that a call is of none. */
const PLACES = [...STATES, 'none', '-'] as const;

/** Where the call is made: the state of its lease. */
export type Place = (typeof PLACES)[number];

/** Of one call: its kind, how often it met each fate in each place, and whether an actor made it there that can thaw. */
type Tally = { kind: Kind; counts: Int32Array; thaws: Uint8Array };

/** How often each (state, call, fate) was seen, by call. Plain data: it crosses threads. */
export type Coverage = Map<string, Tally>;

/** Nothing seen. */
export const emptyCoverage = (): Coverage => new Map();

const PLACE_OF: ReadonlyMap<string, number> = new Map(PLACES.map((place, index) => [place, index]));
const FATE_OF: ReadonlyMap<string, number> = new Map(FATES.map((fate, index) => [fate, index]));

const tallyOf = (coverage: Coverage, call: string, kind: Kind): Tally => {
  const known = coverage.get(call);
  if (known !== undefined) return known;
  const counts = new Int32Array(PLACES.length * FATES.length);
  const tally = { kind, counts, thaws: new Uint8Array(PLACES.length) };
  coverage.set(call, tally);
  return tally;
};

/** Notes that a call met a fate while its lease was in a state. */
export const see = (
  coverage: Coverage,
  what: { place: Place; call: string; kind: Kind; fate: Fate; thaws: boolean },
): void => {
  const { counts, thaws } = tallyOf(coverage, what.call, what.kind);
  const place = PLACE_OF.get(what.place) as number;
  const at = place * FATES.length + (FATE_OF.get(what.fate) as number);
  counts[at] = (counts[at] as number) + 1;
  if (what.thaws) thaws[place] = 1;
};

/** Adds what another worker has seen. */
export const addCoverage = (to: Coverage, from: Coverage): void => {
  for (const [call, { kind, counts, thaws }] of from) {
    const tally = tallyOf(to, call, kind);
    for (const [place, does] of thaws.entries()) if (does === 1) tally.thaws[place] = 1;
    counts.forEach((count, at) => {
      tally.counts[at] = (tally.counts[at] as number) + count;
    });
  }
};

type Seen = { place: string; call: string; kind: Kind; fate: Fate; count: number; thaws: boolean };

const listed = (coverage: Coverage): Seen[] =>
  [...coverage].flatMap(([call, { kind, counts, thaws }]) =>
    [...counts].flatMap((count, at) => {
      const index = Math.floor(at / FATES.length);
      const place = PLACES[index] as string;
      const fate = FATES[at % FATES.length] as Fate;
      return count === 0 ? [] : [{ place, call, kind, count, fate, thaws: thaws[index] === 1 }];
    }),
  );

const nameOf = ({ place, call, fate }: Pick<Seen, 'place' | 'call' | 'fate'>): string =>
  `${place} ${call} ${fate}`;

const MOVES = [...Object.keys(LIFECYCLE), ...Object.keys(STEPS)] as (
  | keyof typeof LIFECYCLE
  | keyof typeof STEPS
)[];

/** A lease in service fails by an operator's word alone, for which there is no use case yet. */
const FAILING: readonly string[] = ['pending', 'revoking'];

const statesOf = (move: (typeof MOVES)[number]): readonly string[] => {
  if (move === 'fail') return FAILING;
  return move === 'beginAllocation' ? [...statesBefore(move), 'none'] : statesBefore(move);
};

/** (state, action) as the lifecycle table has them: `beginAllocation` is open to a subscriber without a lease too. */
const tablePairs = (): string[] =>
  MOVES.flatMap((move) => statesOf(move).map((state) => `${state} leases.apply(${move})`));

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

const countByCall = (seen: readonly Seen[]): CoverageReport['byCall'] => {
  const byCall: CoverageReport['byCall'] = new Map();
  for (const { call, fate, count } of seen) {
    const fates = byCall.get(call) ?? new Map<Fate, number>();
    fates.set(fate, (fates.get(fate) ?? 0) + count);
    byCall.set(call, fates);
  }
  return byCall;
};

const FEW = 10;

const possibleFates = (kind: Kind, thaws: boolean): Fate[] =>
  fatesOf(kind).filter((fate) => thaws || fate !== 'thaw');

/**
 * Possible is: every fate of every (state, action) pair of the lifecycle table, and of every other (state, call) pair
 * that was reached at all.
 */
export const coverageReport = (coverage: Coverage): CoverageReport => {
  const seen = listed(coverage);
  const names = new Set(seen.map(nameOf));
  const pairs = new Map<string, Fate[]>(tablePairs().map((pair) => [pair, possibleFates('write', false)]));
  for (const { place, call, kind, thaws } of seen) pairs.set(`${place} ${call}`, possibleFates(kind, thaws));
  const possible = [...pairs].flatMap(([pair, fates]) => fates.map((fate) => `${pair} ${fate}`));
  const rarest = seen.toSorted((a, b) => a.count - b.count || (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, FEW);
  return {
    seen: possible.filter((name) => names.has(name)).length,
    possible: possible.length,
    missing: possible.filter((name) => !names.has(name)),
    rarest: rarest.map((each) => [nameOf(each), each.count]),
    byCall: countByCall(seen),
  };
};
