import type { LeaseKey } from '../../shared/domain/lease.ts';
import { leaseName } from '../support/memory-rows.ts';
import type { Actor } from './actor.ts';
import { type Place, see } from './coverage.ts';
import { FATES, type Fate, type Kind } from './fates.ts';
import type { Waiting } from './scheduler.ts';
import { note, type World } from './world.ts';

/** One call of a port: its effect on the models, and what a caller hears who gets no answer. */
export type Ask<T> = {
  name: string;
  kind: Kind;
  /** The lease that it is made for, where its actor works for all of them. */
  of?: LeaseKey | undefined;
  effect: () => T;
  /** The repeat of an effect that was made: what it does, and what it answers. */
  again: (first: T) => T;
  /** What the caller gets when its patience ends: it answers or throws. */
  silence: () => T;
  /** A definite no; as `silence` where the port has none. */
  refuse?: () => T;
  /** Milliseconds until the caller gives up. */
  patience: number;
  /** How much later than the caller's patience an effect may land, in milliseconds. */
  lateness: readonly number[];
};

const SECOND = 1_000;
const MINUTE = 60_000;

/** How long a process is frozen: most functions are stopped before the last of these is over. */
const FREEZES = [SECOND, 12 * SECOND, 50 * SECOND, 4 * MINUTE];
const THAWS = [10 * MINUTE, 70 * MINUTE];

type Made = { value: unknown } | { error: unknown };
type Call = Waiting & {
  world: World;
  ask: Ask<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

const make = (effect: () => unknown): Made => {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
};

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 150 ? `${text.slice(0, 150)}...` : text;
};

const told = (made: Made): string =>
  'value' in made ? shown(made.value) : `throws ${(made.error as Error).message}`;

const answer = (call: Call, made: Made): void => {
  const { world, actor, ask } = call;
  if (world.trace !== undefined && !actor.dead) note(world, actor.name, `${ask.name} <- ${told(made)}`);
  if (!world.scheduler.resume(actor)) return;
  if ('value' in made) call.resolve(made.value);
  else call.reject(made.error);
};

const later = ({ world: { scheduler } }: Call, delay: number, act: () => void): void =>
  scheduler.at(scheduler.now() + delay, act);

const among = ({ world: { chance } }: Call, delays: readonly number[]): number =>
  delays[chance.below(delays.length)] as number;

/** It is not back before its function's time is over: it is stopped then, or taken for dead and back later. */
const oversleep = ({ world: { scheduler }, actor }: Call): void =>
  scheduler.at(Math.max(actor.until, scheduler.now()), () => {
    if (actor.thaws) scheduler.giveUp(actor);
    else scheduler.kill(actor);
  });

const frozen = (call: Call, delay: number, act: () => void): void => {
  const { world, actor } = call;
  const isInTime = world.scheduler.now() + delay <= actor.until;
  if (!isInTime) oversleep(call);
  if (isInTime || actor.thaws) later(call, delay, () => !actor.dead && act());
};

const land = (call: Call): Made => {
  const made = make(call.ask.effect);
  const { world, actor, ask } = call;
  if (world.trace !== undefined) note(world, actor.name, `${ask.name} takes effect: ${told(made)}`);
  return made;
};

/** A datagram that is lost is missed by its sender's clock alone; what is refused by a connection is known at once. */
const isDatagram = ({ ask }: Call): boolean => ask.kind === 'datagram';

const silence = (call: Call, delay: number): void =>
  later(call, delay, () => answer(call, make(call.ask.silence)));

const landLate = (call: Call): void => {
  const { ask } = call;
  const lateness = among(call, ask.lateness);
  later(call, isDatagram(call) ? lateness : ask.patience + lateness, () => land(call));
};

const answerWithEffect = (call: Call): void => answer(call, make(call.ask.effect));

const repeat = (call: Call): void => {
  const { ask } = call;
  const first = land(call);
  if ('error' in first) {
    answer(call, first);
    return;
  }
  const delay = Math.min(among(call, ask.lateness), ask.patience);
  frozen(call, delay, () =>
    answer(
      call,
      make(() => ask.again(first.value)),
    ),
  );
};

const die = ({ world, actor }: Call): void => world.scheduler.kill(actor);

const MEETINGS: Readonly<Record<Fate, (call: Call) => void>> = {
  ok: answerWithEffect,
  slow: (call) => frozen(call, among(call, FREEZES), () => answerWithEffect(call)),
  thaw: (call) => frozen(call, among(call, THAWS), () => answerWithEffect(call)),
  'slow-answer': (call) => {
    const made = land(call);
    frozen(call, among(call, FREEZES), () => answer(call, made));
  },
  fail: (call) => silence(call, isDatagram(call) ? call.ask.patience : 0),
  lost: (call) => {
    land(call);
    silence(call, call.ask.patience);
  },
  late: (call) => {
    landLate(call);
    silence(call, call.ask.patience);
  },
  twice: repeat,
  refuse: (call) => answer(call, make(call.ask.refuse ?? call.ask.silence)),
  crash: die,
  'crash-after': (call) => {
    land(call);
    die(call);
  },
  'crash-late': (call) => {
    landLate(call);
    die(call);
  },
};

const isNow = (world: World, { from, until }: { from: number; until: number }): boolean =>
  world.scheduler.now() >= from && world.scheduler.now() < until;

const NETBOX: readonly Kind[] = ['search', 'post', 'change'];

const isDown = (world: World, kind: Kind): boolean => {
  const { netboxDown, nasDown } = world.troubles;
  if (NETBOX.includes(kind)) return isNow(world, netboxDown);
  return kind === 'datagram' && isNow(world, nasDown);
};

const drawn = (world: World, kind: Kind, actor: Actor): Fate => {
  const { chance, troubles } = world;
  if (troubles.calm) return 'ok';
  if (isDown(world, kind)) return 'fail';
  // Nothing repeats a datagram for its sender.
  const perMille = kind === 'datagram' ? 3 * troubles.perMille : troubles.perMille;
  const fate = FATES[chance.strike(perMille, troubles.weather[kind])] as Fate;
  return fate === 'thaw' && !actor.thaws ? 'ok' : fate;
};

const placeOf = (world: World, key: LeaseKey | undefined): Place =>
  key === undefined ? '-' : (world.rows.leases.get(leaseName(key))?.state ?? 'none');

const meet = (call: Call): void => {
  const { world, actor, ask } = call;
  const { name, kind } = ask;
  const fate = drawn(world, kind, actor);
  see(world.coverage, {
    place: placeOf(world, ask.of ?? actor.scope),
    call: name,
    kind,
    fate,
    thaws: actor.thaws,
  });
  if (world.trace !== undefined) note(world, actor.name, `${name}${fate === 'ok' ? '' : `  [${fate}]`}`);
  MEETINGS[fate](call);
};

/** A call of a port by an actor: it waits for its turn, and meets its fate. */
export const askFor = <T>(world: World, actor: Actor, asked: Ask<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const call = { world, actor, ask: asked, resolve, reject, meet: () => meet(call) } as unknown as Call;
    world.scheduler.wait(call);
  });
