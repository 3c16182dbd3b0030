import { type Actor, actorOf, type End, type Start } from './actor.ts';
import { timers as newTimers } from './timers.ts';

/** A port call that waits for its fate. */
export type Waiting = {
  actor: Actor;
  /** Called once: decides what becomes of the call. */
  meet: () => void;
};

/** Owns the clock and every port call of every actor: nothing happens but by its turn. */
export type Scheduler = {
  now: () => number;
  /** Runs `body` until its first port call. */
  start: (start: Start, body: (actor: Actor) => Promise<unknown>) => Actor;
  /** A call of an actor waits until it is picked. */
  wait: (waiting: Waiting) => void;
  /** The actor has one answer more and goes on, unless it is dead or its time is over. False where it does not. */
  resume: (actor: Actor) => boolean;
  kill: (actor: Actor) => void;
  /** Whoever started it takes it for dead; it may go on later. */
  giveUp: (actor: Actor) => void;
  at: (time: number, fire: () => void) => void;
  /** Ends when nothing waits and no timer is left; `skipTo` (epoch ms) first moves the clock there. */
  run: (skipTo?: number) => Promise<void>;
  /** Nothing happens any more. */
  stop: () => void;
  /** Nothing waits, and no timer is left. */
  isQuiet: () => boolean;
};

/** No use case awaits more than this between an answer of a port and its next call. */
const TURNS = 16;

const afterTurns = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await undefined;
};

const tell = (actor: Actor, end: End): void => {
  if (actor.told) return;
  actor.told = true;
  actor.tell(end);
};

/**
 * When a world begins (epoch ms), how many milliseconds a port call takes, and which of so many waiting calls, counted
 * from the newest, is next.
 */
export type SchedulerOptions = { start: number; step: number; pick: (count: number) => number };

/** The one clock moves with each call of anybody: a step bounds how many there are in a second. */
export const scheduler = (options: SchedulerOptions): Scheduler => {
  let now = options.start;
  let moving = 0;
  let advancing = false;
  let stopped = false;
  let waiting: Waiting[] = [];
  const timers = newTimers();
  let idle: (() => void) | undefined;

  const isStill = (): boolean => moving === 0 && !stopped;

  const restIfNothingMoves = (): void => {
    if (moving > 0 && !stopped) return;
    const resolve = idle;
    idle = undefined;
    resolve?.();
  };

  const takeTimer = (): void => {
    const { at, fire } = timers.take();
    now = Math.max(now, at);
    fire();
  };

  const takeCall = (): void => {
    const newest = waiting.length - 1;
    const [picked] = waiting.splice(newest - options.pick(waiting.length), 1);
    now += options.step;
    (picked as Waiting).meet();
  };

  /** False where there is nothing to take. */
  const takeNext = (): boolean => {
    const isNothing = waiting.length === 0;
    const limit = isNothing ? Number.MAX_VALUE : now;
    if (timers.next() <= limit) takeTimer();
    else if (isNothing) return false;
    else takeCall();
    return true;
  };

  const advance = (): void => {
    if (advancing || idle === undefined) return;
    advancing = true;
    while (isStill() && takeNext());
    advancing = false;
    restIfNothingMoves();
  };

  const still = (actor: Actor): void => {
    if (!actor.moving) return;
    actor.moving = false;
    moving -= 1;
    advance();
  };

  /** An actor that waits for several answers may go on with one: nobody else moves before it has come to its next call. */
  const hold = (): void => {
    moving += 1;
    void afterTurns(TURNS).then(() => {
      moving -= 1;
      advance();
    });
  };

  const kill = (actor: Actor): void => {
    actor.dead = true;
    waiting = waiting.filter((each) => each.actor !== actor);
    tell(actor, { end: 'died' });
  };

  /** Its function's time is over. */
  const oversleep = (actor: Actor): void => {
    if (actor.thaws) tell(actor, { end: 'died' });
    else kill(actor);
  };

  const isAwake = (actor: Actor): boolean => {
    if (now > actor.until && !actor.dead) oversleep(actor);
    return !actor.dead && !stopped;
  };

  const setMoving = (actor: Actor): void => {
    actor.moving = true;
    moving += 1;
  };

  const ended = (actor: Actor, end: End): void => {
    actor.dead = true;
    actor.ended = true;
    tell(actor, end);
    still(actor);
  };

  return {
    now: () => now,
    start: (start, body) => {
      const actor = actorOf(start, now);
      moving += 1;
      body(actor).then(
        (value) => ended(actor, { end: 'done', value }),
        (error) => ended(actor, { end: 'threw', error }),
      );
      return actor;
    },
    wait: (call) => {
      const { actor } = call;
      if (actor.dead) return;
      actor.calls += 1;
      actor.pending += 1;
      waiting.push(call);
      still(actor);
    },
    resume: (actor) => {
      if (!isAwake(actor)) return false;
      actor.pending -= 1;
      if (actor.pending > 0) hold();
      else setMoving(actor);
      return true;
    },
    kill,
    giveUp: (actor) => tell(actor, { end: 'died' }),
    at: timers.set,
    run: (skipTo = now) => {
      now = Math.max(now, Math.min(skipTo, timers.next()));
      return new Promise((resolve) => {
        idle = resolve;
        advance();
      });
    },
    stop: () => {
      stopped = true;
    },
    isQuiet: () => waiting.length === 0 && moving === 0 && timers.next() === Number.POSITIVE_INFINITY,
  };
};
