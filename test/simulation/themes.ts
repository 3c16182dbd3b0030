import { BIRTHS, type Birth } from './births.ts';

/** What the actors of a schedule mostly do: chance alone would seldom bring together what belongs together. */
export type Theme = {
  name: string;
  /** How many subscribers: weights of one, two and three. */
  subscribers: readonly number[];
  /** Weights of BIRTHS. */
  births: readonly number[];
  /** Weights of client, nobody, feed, sweeper, operator, reconciliation. */
  parties: readonly number[];
  /** Weights of one to three parties. */
  crowd: readonly number[];
  /** Weights of one to four acts of a party, and of the pauses before them: 0, 50 ms, 1 s, 30 s, 60 s, 200 s. */
  acts: readonly number[];
  pauses: readonly number[];
  /** Weights of allocate, revoke, activate, suspend, resume. */
  commands: readonly number[];
  /** Weights of provisioned, activated, suspended, resumed and deprovisioned. */
  events: readonly number[];
  /** How many of 1000 commands ask for a request to the router. */
  asking: number;
};

const births = (weights: Partial<Record<Birth, number>>): number[] =>
  BIRTHS.map((birth) => weights[birth] ?? 0);

/** A bit of everything. */
export const LIFE: Theme = {
  name: 'life',
  subscribers: [4, 3, 1],
  births: births({
    none: 12,
    active: 10,
    allocated: 6,
    suspended: 4,
    revoking: 4,
    revoked: 2,
    failed: 2,
    stale: 1,
    ancient: 1,
    released: 3,
    profiled: 3,
    abandoned: 2,
  }),
  parties: [8, 1, 3, 2, 2, 1],
  crowd: [3, 4, 2],
  acts: [2, 2, 1],
  pauses: [1, 1, 1, 1, 1, 1],
  commands: [4, 4, 4, 2, 2],
  events: [2, 3, 3, 3, 2],
  asking: 500,
};

/** Several callers want one prefix for one subscriber, and some want it gone. */
export const DUEL: Theme = {
  ...LIFE,
  name: 'duel',
  subscribers: [1],
  births: births({ none: 6, revoked: 2, profiled: 2, abandoned: 3 }),
  parties: [12, 0, 1, 2, 1, 1],
  crowd: [0, 4, 1],
  commands: [8, 3, 1, 0, 0],
  asking: 300,
};

/** A prefix goes from one subscriber to another, in a pool that has none to spare. */
export const HANDOVER: Theme = {
  ...LIFE,
  name: 'handover',
  subscribers: [0, 3, 2],
  births: births({ none: 4, active: 4, revoking: 3, released: 4, profiled: 2, failed: 1 }),
  parties: [10, 0, 2, 2, 1, 1],
  crowd: [0, 4, 1],
  commands: [5, 5, 1, 0, 0],
  asking: 300,
};

/** The router is asked again and again, and the session comes and goes. */
export const SERVICE: Theme = {
  ...LIFE,
  name: 'service',
  subscribers: [4, 1],
  births: births({ active: 5, suspended: 4, allocated: 4 }),
  parties: [8, 0, 4, 1, 2, 0],
  crowd: [1, 4, 1],
  acts: [1, 2, 2, 1],
  pauses: [3, 3, 6, 2, 1, 1],
  commands: [0, 1, 4, 4, 4],
  asking: 900,
};

/** Events come in crowds, in any order. */
export const FEED: Theme = {
  ...LIFE,
  name: 'feed',
  subscribers: [4, 1],
  births: births({ active: 5, suspended: 5, allocated: 1, none: 1 }),
  parties: [0, 0, 8, 1, 0, 0],
  crowd: [2, 3, 1],
  events: [0, 0, 4, 4, 0],
  asking: 200,
};

/** All of them; the first is the plainest. */
export const THEMES: readonly Theme[] = [LIFE, DUEL, HANDOVER, SERVICE, FEED, LIFE, HANDOVER, SERVICE];
