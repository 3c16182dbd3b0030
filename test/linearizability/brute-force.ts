import type { Atom, Interval, Spec } from './checker.ts';

type Planned = Interval & { atoms: readonly (readonly [number, Atom<unknown>])[] };

/** Each choice of a way for each call; of one that was never answered, each beginning of each way. */
const plansOf = <S, C extends Interval>(calls: readonly C[], spec: Spec<S, C>): Planned[][] =>
  calls.reduce<Planned[][]>(
    (plans, call, index) => {
      const ways = spec.ways(call);
      const whole = !spec.isPartial(call)
        ? ways
        : ways.flatMap((way) => [...way, undefined].map((_, length) => way.slice(0, length)));
      return plans.flatMap((plan) =>
        whole.map((way) => [
          ...plan,
          { ...call, atoms: way.map((atom) => [index, atom as Atom<unknown>] as const) },
        ]),
      );
    },
    [[]],
  );

const orders = (left: readonly Planned[], state: unknown): boolean => {
  const waiting = left.filter(({ atoms }) => atoms.length > 0);
  if (waiting.length === 0) return true;
  const firstAnswer = Math.min(...waiting.map(({ answered }) => answered));
  return waiting
    .filter(({ invoked }) => invoked < firstAnswer)
    .some((call) => {
      const [first, ...rest] = call.atoms as [readonly [number, Atom<unknown>], ...Planned['atoms']];
      const others = waiting.map((each) => (each === call ? { ...call, atoms: rest } : each));
      return first[1](state).some((next) => orders(others, next));
    });
};

/**
 * Whether any order at all explains the answers, by trying every order of every way with nothing remembered: for a
 * handful of calls of a thing that does nothing by itself.
 */
export const explained = <S, C extends Interval>(calls: readonly C[], spec: Spec<S, C>): boolean =>
  plansOf(calls, spec).some((plan) => orders(plan, spec.initial));
