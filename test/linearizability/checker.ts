/**
 * One indivisible part of a call: the states that it may leave, or none where it cannot happen in this state (or where
 * what the caller was told contradicts it).
 */
export type Atom<S> = (state: S) => readonly S[];

/** A call, in ticks of one clock that never repeats. `answered` is infinite where nobody knows when it ended. */
export type Interval = { invoked: number; answered: number };

/** What a thing does when calls of it never overlap. */
export type Spec<S, C extends Interval> = {
  initial: S;
  /** Each way in which the call may have gone, by its atoms in order; an empty way had no effect. */
  ways(call: C): readonly (readonly Atom<S>[])[];
  /** Whether nobody knows how far the call came: it may have had all of its effect, some of it, or none. */
  isPartial(call: C): boolean;
  /** What may happen by itself. */
  internal(state: S): readonly S[];
  /** Equal for states that behave alike. */
  key(state: S): string;
};

/**
 * `looked`: how many configurations were looked at. `call` is the one whose answer nothing explains. `undecided`: there
 * were more configurations than are looked at.
 */
export type Verdict<S, C> =
  | { linearizable: true; looked: number; undecided?: true }
  | { linearizable: false; looked: number; call: C; states: readonly S[] };

/** How far an open call has come: the ways that it may be going, and how many atoms of them are done. */
type Progress = { ways: readonly number[]; done: number };

type Configuration<S> = { state: S; open: ReadonlyMap<number, Progress> };

/** A history with so many calls that nobody has an answer of would take hours. */
const MOST_LOOKS = 100_000;

type Search<S, C extends Interval> = {
  calls: readonly C[];
  ways: readonly (readonly (readonly Atom<S>[])[])[];
  spec: Spec<S, C>;
  looked: number;
};

const nameOf = <S, C extends Interval>({ state, open }: Configuration<S>, { spec }: Search<S, C>): string =>
  `${spec.key(state)} ${[...open].map(([call, { ways, done }]) => `${call}:${done}:${ways}`).join(' ')}`;

const isOver = <S, C extends Interval>(
  call: number,
  { ways, done }: Progress,
  search: Search<S, C>,
): boolean =>
  search.spec.isPartial(search.calls[call] as C) ||
  ways.some((way) => search.ways[call]?.[way]?.length === done);

/** The atoms that an open call may do next, with how far it will then be: ways that begin alike are one so far. */
const nextOf = <S, C extends Interval>(call: number, { ways, done }: Progress, search: Search<S, C>) => {
  const byAtom = new Map<Atom<S>, number[]>();
  for (const way of ways) {
    const atom = search.ways[call]?.[way]?.[done];
    if (atom !== undefined) byAtom.set(atom, [...(byAtom.get(atom) ?? []), way]);
  }
  return [...byAtom].map(([atom, left]) => ({ atom, progress: { ways: left, done: done + 1 } }));
};

const movesOf = <S, C extends Interval>(
  { state, open }: Configuration<S>,
  search: Search<S, C>,
): Configuration<S>[] => {
  const byItself = search.spec.internal(state).map((next) => ({ state: next, open }));
  const byCalls = [...open].flatMap(([call, progress]) =>
    nextOf(call, progress, search).flatMap(({ atom, progress: after }) =>
      atom(state).map((next) => ({ state: next, open: new Map(open).set(call, after) })),
    ),
  );
  return [...byItself, ...byCalls];
};

/** Every configuration that is reached before anybody else is told anything, each looked at once. */
const reachedFrom = <S, C extends Interval>(
  from: readonly Configuration<S>[],
  search: Search<S, C>,
): Configuration<S>[] => {
  const seen = new Map(from.map((each) => [nameOf(each, search), each]));
  for (const configuration of seen.values()) {
    search.looked += 1;
    if (search.looked >= MOST_LOOKS) break;
    for (const next of movesOf(configuration, search)) {
      const name = nameOf(next, search);
      // A Map is walked to its end, what is added on the way included.
      if (!seen.has(name)) seen.set(name, next);
    }
  }
  return [...seen.values()];
};

const answered = <S, C extends Interval>(
  configurations: readonly Configuration<S>[],
  call: number,
  search: Search<S, C>,
): Configuration<S>[] => {
  const left = configurations
    .filter(({ open }) => isOver(call, open.get(call) as Progress, search))
    .map(({ state, open }) => ({ state, open: new Map([...open].filter(([each]) => each !== call)) }));
  return [...new Map(left.map((each) => [nameOf(each, search), each])).values()];
};

type Event = { at: number; call: number; kind: 'invoked' | 'answered' };

const eventsOf = (calls: readonly Interval[]): Event[] =>
  calls
    .flatMap((call, index): Event[] => [
      { at: call.invoked, call: index, kind: 'invoked' },
      ...(Number.isFinite(call.answered)
        ? [{ at: call.answered, call: index, kind: 'answered' as const }]
        : []),
    ])
    .sort((a, b) => a.at - b.at);

/**
 * Whether the calls can be put into one order, each between its beginning and its answer, in which the thing answers
 * as it did. The search of Wing and Gong (1993), each configuration looked at once (Lowe 2017); a call takes effect no
 * sooner than an answer needs it.
 */
export const check = <S, C extends Interval>(calls: readonly C[], spec: Spec<S, C>): Verdict<S, C> => {
  const search: Search<S, C> = { calls, ways: calls.map((call) => spec.ways(call)), spec, looked: 0 };
  let configurations: Configuration<S>[] = [{ state: spec.initial, open: new Map() }];
  for (const { call, kind } of eventsOf(calls)) {
    if (kind === 'invoked') {
      configurations = configurations.map(({ state, open }) => ({
        state,
        open: new Map(open).set(call, { ways: [...(search.ways[call] ?? []).keys()], done: 0 }),
      }));
      continue;
    }
    const reached = reachedFrom(configurations, search);
    if (search.looked >= MOST_LOOKS) return { linearizable: true, looked: search.looked, undecided: true };
    const left = answered(reached, call, search);
    if (left.length === 0) {
      const states = new Map(reached.map(({ state }) => [spec.key(state), state]));
      const { looked } = search;
      return { linearizable: false, looked, call: calls[call] as C, states: [...states.values()] };
    }
    configurations = left;
  }
  return { linearizable: true, looked: search.looked };
};
