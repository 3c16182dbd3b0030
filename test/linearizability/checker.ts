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
  /** Whether a state can still come to what calls show that begin later: a shortcut, which may always say yes. */
  mayLeadTo(state: S, later: readonly C[]): boolean;
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
  events: readonly Event[];
  looked: number;
  /** The states before the last event that was come to. */
  furthest: { next: number; states: Map<string, S> };
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

/** A configuration, and the event that comes next. */
type Place<S> = Configuration<S> & { next: number };

const begun = <S, C extends Interval>(place: Place<S>, call: number, search: Search<S, C>): Place<S> => {
  const progress = { ways: [...(search.ways[call] ?? []).keys()], done: 0 };
  return { ...place, open: new Map(place.open).set(call, progress), next: place.next + 1 };
};

/** What may come of a place, the likeliest last: that the call whose answer is next is over. */
const onwardFrom = <S, C extends Interval>(place: Place<S>, search: Search<S, C>): Place<S>[] => {
  const { call, kind, at } = search.events[place.next] as Event;
  if (kind === 'invoked') return [begun(place, call, search)];
  const later = search.calls.filter(({ invoked }) => invoked > at);
  const moved = movesOf(place, search)
    .filter(({ state }) => search.spec.mayLeadTo(state, later))
    .map((each) => ({ ...each, next: place.next }));
  const progress = place.open.get(call) as Progress;
  if (!isOver(call, progress, search)) return moved;
  const open = new Map([...place.open].filter(([each]) => each !== call));
  return [...moved, { state: place.state, open, next: place.next + 1 }];
};

/** What nothing explains: the answer before which the search ended, and the states that it ended in. */
const refutation = <S, C extends Interval>(search: Search<S, C>): Verdict<S, C> => {
  const { calls, events, looked, furthest } = search;
  const { call } = events[furthest.next] as Event;
  return { linearizable: false, looked, call: calls[call] as C, states: [...furthest.states.values()] };
};

const noteFurthest = <S, C extends Interval>({ state, next }: Place<S>, search: Search<S, C>): void => {
  if (next > search.furthest.next) search.furthest = { next, states: new Map() };
  if (next === search.furthest.next) search.furthest.states.set(search.spec.key(state), state);
};

/**
 * Whether the calls can be put into one order, each between its beginning and its answer, in which the thing answers
 * as it did. The search of Wing and Gong (1993), each configuration looked at once (Lowe 2017); a call takes effect no
 * sooner than an answer needs it.
 */
export const check = <S, C extends Interval>(calls: readonly C[], spec: Spec<S, C>): Verdict<S, C> => {
  const furthest = { next: 0, states: new Map<string, S>() };
  const ways = calls.map((call) => spec.ways(call));
  const search: Search<S, C> = { calls, ways, spec, events: eventsOf(calls), looked: 0, furthest };
  const stack: Place<S>[] = [{ state: spec.initial, open: new Map(), next: 0 }];
  const seen = new Set<string>();
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (place.next === search.events.length) return { linearizable: true, looked: search.looked };
    const name = `${place.next} ${nameOf(place, search)}`;
    if (seen.has(name)) continue;
    seen.add(name);
    search.looked += 1;
    if (search.looked > MOST_LOOKS) return { linearizable: true, looked: search.looked, undecided: true };
    noteFurthest(place, search);
    stack.push(...onwardFrom(place, search));
  }
  return refutation(search);
};
