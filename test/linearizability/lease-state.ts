import type { State } from '../../shared/domain/lifecycle.ts';

/** A prefix as far as it is known: a canonical cidr, or one that nobody was told of yet. */
export type KnownPrefix = string | 'unknown' | undefined;

/** What an answer says of a lease. `version` is an offset from the first version, which is only known once seen. */
export type Facts = { state: State; prefix: KnownPrefix; version: number };

/** An answer that is remembered with a key. */
export type Kept = Facts & { action: string; status: number };

/**
 * One subscriber's lease between two atoms. `first` is the version that it was born with, once an answer has shown one;
 * `intent` the key (or `-`) of the allocation under way; `owners` the calls that have begun or resumed the last epoch.
 */
export type LeaseState = {
  lease: Facts | undefined;
  first: number | undefined;
  intent: string | undefined;
  keys: Readonly<Record<string, Kept>>;
  owners: readonly string[];
};

/** A subscriber of whom nothing is known. */
export const NOBODY: LeaseState = {
  lease: undefined,
  first: undefined,
  intent: undefined,
  keys: {},
  owners: [],
};

/** What an answer showed; what it did not show is absent. */
export type Shown = {
  state?: State | undefined;
  prefix?: string | null | undefined;
  version?: number | undefined;
};

const isPrefix = (known: KnownPrefix, shown: Shown['prefix']): boolean =>
  shown === undefined || known === 'unknown' ? shown !== null : known === (shown ?? undefined);

/** Whether facts may be what was shown, by the first version where that is known. */
const agrees = (facts: Facts, shown: Shown, first: number | undefined): boolean =>
  (shown.state ?? facts.state) === facts.state &&
  isPrefix(facts.prefix, shown.prefix) &&
  (shown.version === undefined || first === undefined || first + facts.version === shown.version);

/** The state with what was shown of its lease learnt; nothing where it contradicts what is known. */
export const seen = (state: LeaseState, shown: Shown, facts = state.lease): LeaseState[] => {
  if (facts === undefined || !agrees(facts, shown, state.first)) return [];
  const first = state.first ?? (shown.version === undefined ? undefined : shown.version - facts.version);
  if (facts !== state.lease || facts.prefix !== 'unknown') return [{ ...state, first }];
  return [{ ...state, first, lease: { ...facts, prefix: shown.prefix ?? facts.prefix } }];
};

/** Names what a state has in common with those that behave alike. */
export const leaseKey = (state: LeaseState): string => JSON.stringify(state);

/** The state after a transition: the version rises, and only a pending lease has an allocation under way. */
export const risen = (state: LeaseState, to: Pick<Facts, 'state' | 'prefix'>): LeaseState => ({
  ...state,
  lease: { ...to, version: (state.lease?.version ?? -1) + 1 },
  intent: to.state === 'pending' ? state.intent : undefined,
});
