/**
 * What may become of a port call:
 * `ok`; `slow` (the actor is frozen before the effect) and `slow-answer` (after it); `fail` (no effect, and the caller
 * is told that there is no answer); `lost` (an effect without an answer); `late` (the effect comes after the caller has
 * given up); `twice` (a repeat by SDK, proxy or network lands later, and its answer is the one heard); `refuse` (a
 * definite no: contention of the table, a 4xx of NetBox, a NAK); `crash`, `crash-after`, `crash-late` (the process dies
 * at the call: without its effect, with it, with its effect still under way); `thaw` (frozen far beyond its time).
 */
export const FATES = [
  'ok',
  'slow',
  'slow-answer',
  'fail',
  'lost',
  'late',
  'twice',
  'refuse',
  'crash',
  'crash-after',
  'crash-late',
  'thaw',
] as const;

/** One of them. */
export type Fate = (typeof FATES)[number];

/** Kinds of calls that the same may happen to. */
export type Kind = 'read' | 'write' | 'search' | 'post' | 'change' | 'datagram' | 'publish' | 'start';

/** How often each fate is drawn, where one is drawn at all; in the order of FATES, 0 for what cannot happen. */
const WEIGHTS: Readonly<Record<Kind, readonly number[]>> = {
  read: [1, 4, 0, 4, 0, 0, 0, 0, 4, 0, 0, 1],
  write: [1, 4, 2, 3, 5, 3, 4, 3, 3, 4, 3, 2],
  search: [1, 4, 0, 4, 0, 0, 0, 1, 3, 0, 0, 1],
  post: [1, 3, 3, 3, 6, 7, 4, 2, 2, 4, 3, 3],
  change: [1, 3, 3, 3, 6, 6, 4, 1, 2, 4, 3, 3],
  datagram: [1, 6, 2, 6, 6, 6, 3, 3, 2, 3, 2, 0],
  publish: [1, 2, 2, 4, 4, 0, 2, 4, 3, 3, 0, 0],
  start: [1, 2, 0, 4, 4, 0, 4, 0, 3, 3, 0, 0],
};

/** The fates that calls of a kind may meet. */
export const fatesOf = (kind: Kind): Fate[] =>
  FATES.filter((_, index) => (WEIGHTS[kind][index] as number) > 0);

/** How a schedule weighs them: in each, some fates are switched off, so that the others come in numbers. */
export type Weather = Readonly<Record<Kind, readonly number[]>>;

const KINDS = Object.keys(WEIGHTS) as Kind[];

/** All fates but those that `isOff` names. */
export const weatherWithout = (isOff: (fate: Fate) => boolean): Weather => {
  const off = FATES.map((fate) => fate !== 'ok' && isOff(fate));
  const kept = KINDS.map((kind) => [kind, WEIGHTS[kind].map((weight, i) => (off[i] ? 0 : weight))]);
  return Object.fromEntries(kept) as Weather;
};
