/**
 * One indivisible part of a call: the states that it may leave, or none where it cannot happen in this state (or where
 * what the caller was told contradicts it).
 */
export type Atom<S> = (state: S) => readonly S[];

/**
 * A call as its caller saw it, in ticks of one clock that never repeats. Without an answer `answered` is infinite: the
 * call may have had all of its effect, some of it or none, at any time until then.
 */
export type Interval = { invoked: number; answered: number };

/** What a thing does when calls of it never overlap. */
export type Spec<S, C extends Interval> = {
  initial: S;
  /** Each way in which the call may have gone, by its atoms in order; an empty way had no effect. */
  ways(call: C): readonly (readonly Atom<S>[])[];
  /** What may happen by itself. */
  internal(state: S): readonly S[];
  /** Equal for states that behave alike. */
  key(state: S): string;
};

/** `looked`: how many configurations were looked at. `call` is the one whose answer nothing explains. */
export type Verdict<S, C> =
  | { linearizable: true; looked: number }
  | { linearizable: false; looked: number; call: C; states: readonly S[] };

/** How far an open call has come: which of its ways it goes, and how many atoms of it are done. */
type Progress = { way: number; done: number };

type Configuration<S> = { state: S; open: ReadonlyMap<number, Progress> };

type Search<S, C extends Interval> = {
  calls: readonly C[];
  ways: readonly (readonly (readonly Atom<S>[])[])[];
  spec: Spec<S, C>;
  looked: number;
};

const UNDECIDED = -1;

const nameOf = <S, C extends Interval>({ state, open }: Configuration<S>, { spec }: Search<S, C>): string =>
  `${spec.key(state)} ${[...open].map(([call, { way, done }]) => `${call}:${way}.${done}`).join(' ')}`;

const isOver = <S, C extends Interval>(call: number, progress: Progress, { ways }: Search<S, C>): boolean =>
  progress.way === UNDECIDED
    ? ways[call]?.some(({ length }) => length === 0) === true
    : ways[call]?.[progress.way]?.length === progress.done;

/** The atoms that an open call may do next, with how far it will then be. */
const nextOf = <S, C extends Interval>(call: number, { way, done }: Progress, { ways }: Search<S, C>) => {
  const all = (ways[call] ?? []).map((atoms, index) => ({ index, atom: atoms[done] }));
  return all.flatMap(({ index, atom }) =>
    atom !== undefined && (way === UNDECIDED || way === index)
      ? [{ atom, progress: { way: index, done: done + 1 } }]
      : [],
  );
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
        open: new Map(open).set(call, { way: UNDECIDED, done: 0 }),
      }));
      continue;
    }
    const reached = reachedFrom(configurations, search);
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
