import type { ApiAnswer, ApiRequest } from './answer.ts';

/**
 * What goes wrong with the next requests that match: whether their effect happens, and what the client sees of it.
 * `effect`: `none`; `done` at once; `released` when the test releases it. `answer`: `own` is NetBox's own (once the
 * effect has happened); `cut` breaks the connection; `hang` never answers; else this answer in its place.
 */
export type Fault = {
  method?: string;
  path?: RegExp;
  /** How many requests: 1 where absent. */
  times?: number;
  effect: 'none' | 'done' | 'released';
  answer: 'own' | 'cut' | 'hang' | ApiAnswer;
};

/** A fault that was set up. */
export type SetFault = {
  /** Resolves once a request has met it. */
  met: Promise<void>;
  /** How many requests have met it. */
  count(): number;
  /** Lets every effect that it holds back, and any yet to come, happen; resolves when those held have happened. */
  release(): Promise<void>;
  /** Catches no further request. */
  clear(): void;
};

/** A fault as the server applies it to one request: awaits `go` before the effect where that is held back. */
export type MetFault = { fault: Fault; go: Promise<void>; done: () => void };

/** The faults of one local NetBox. */
export type Faults = { add(fault: Fault): SetFault; meet(request: ApiRequest): MetFault | undefined };

const matches = (fault: Fault, request: ApiRequest): boolean =>
  (fault.method === undefined || fault.method === request.method) &&
  (fault.path === undefined || fault.path.test(request.path));

type Active = SetFault & { fault: Fault; left: number; meet(): MetFault };

const activate = (fault: Fault): Active => {
  const met = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const held: Promise<void>[] = [];
  const active: Active = {
    fault,
    left: fault.times ?? 1,
    met: met.promise,
    count: () => held.length,
    async release() {
      released.resolve();
      await Promise.all(held);
    },
    clear() {
      active.left = 0;
    },
    meet() {
      const happened = Promise.withResolvers<void>();
      active.left -= 1;
      held.push(happened.promise);
      met.resolve();
      return { fault, go: released.promise, done: happened.resolve };
    },
  };
  return active;
};

/** No fault to begin with. The oldest that matches meets a request first. */
export const faultList = (): Faults => {
  const list: Active[] = [];
  return {
    add(fault) {
      const active = activate(fault);
      list.push(active);
      return active;
    },
    meet: (request) => list.find(({ fault, left }) => left > 0 && matches(fault, request))?.meet(),
  };
};
