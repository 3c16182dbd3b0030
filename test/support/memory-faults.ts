import { LeaseholdError } from '../../shared/domain/errors.ts';

/** One write as the faults of a memory table see it. `move` is the change's action or step, where it has one. */
export type MemoryWrite = {
  door: 'apply' | 'recordAuthorization' | 'saveProfile' | 'claim' | 'pool' | 'nas' | 'reconciled' | 'count';
  move?: string | undefined;
  tenant?: string;
  subscriber?: string;
  /** Of a write of a claim. */
  space?: string;
  cidr?: string;
};

/** The n-th write from now (the next is 1), or the first that this is true of. */
export type When = number | ((write: MemoryWrite) => boolean);

/** A write that waits: `reached` resolves when it is there, `release` lets it go on. */
export type Paused = { reached: Promise<void>; release: () => void };

/** What can go wrong with a write. Each fault happens once. */
export type Faults = {
  /** Nothing is written, and the call throws. */
  failBefore(when: When): void;
  /** It is written, and the call throws: its answer is lost. */
  failAfter(when: When): void;
  /** Nothing is written, and the call throws `contended`: the store has given up against conflicts. */
  conflict(when: When): void;
  /** It waits until the test lets it go on, and is judged only then. */
  pause(when: When): Paused;
};

type Fault = {
  matches: (write: MemoryWrite) => boolean;
  before?: () => Promise<void> | void;
  after?: () => void;
};

const unreachable = (): never => {
  throw new Error('The table cannot be reached.');
};

const contended = (): never => {
  throw new LeaseholdError('contended', 'The table is too busy for this call. Repeat it.', {
    retryAfterSeconds: 1,
  });
};

const matcher = (when: When): Fault['matches'] => {
  if (typeof when === 'function') return when;
  let left = when;
  return () => {
    left -= 1;
    return left === 0;
  };
};

/** Faults to come, and `run`, through which every write of a memory table goes. */
export const memoryFaults = (): {
  faults: Faults;
  run: <T>(write: MemoryWrite, effect: () => T) => Promise<T>;
} => {
  let pending: Fault[] = [];
  const add = (fault: Fault): void => {
    pending = [...pending, fault];
  };
  return {
    faults: {
      failBefore: (when) => add({ matches: matcher(when), before: unreachable }),
      failAfter: (when) => add({ matches: matcher(when), after: unreachable }),
      conflict: (when) => add({ matches: matcher(when), before: contended }),
      pause: (when) => {
        const reached = Promise.withResolvers<void>();
        const released = Promise.withResolvers<void>();
        const before = (): Promise<void> => {
          reached.resolve();
          return released.promise;
        };
        add({ matches: matcher(when), before });
        return { reached: reached.promise, release: released.resolve };
      },
    },
    run: async (write, effect) => {
      const due = pending.filter((fault) => fault.matches(write));
      pending = pending.filter((fault) => !due.includes(fault));
      for (const { before } of due) await before?.();
      const result = effect();
      for (const { after } of due) after?.();
      return result;
    },
  };
};
