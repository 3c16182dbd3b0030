import type { Actor, End, Start } from './actor.ts';
import { note, type World } from './world.ts';

/** What became of one receive: deleted, or visible again after so many milliseconds. */
export type Receipt = 'done' | { againAfter: number };

/** One message, and what works on it. */
export type Message = {
  start: Omit<Start, 'tell'>;
  body: (actor: Actor) => Promise<unknown>;
  /** What an end of the function means for the message. */
  receipt: (end: End) => Receipt;
  /** It was received too often. */
  deadLetter: () => void;
};

/** A message is not seen for so long after it was received (infra/stacks/core-stack.ts). */
const VISIBILITY = 240_000;
const MAX_RECEIVES = 5;

/** An operator who has looked at the dead letters may send them to the queue again, an hour later. */
const REDRIVE = 3_600_000;

const giveUp = (world: World, message: Message): void => {
  const { chance, scheduler, troubles } = world;
  const isRedriven = !troubles.calm && chance.odds(300);
  if (world.trace !== undefined) note(world, message.start.name, 'goes to the dead letters');
  if (isRedriven) scheduler.at(scheduler.now() + REDRIVE, () => receive(world, message, 1));
  else message.deadLetter();
};

const receive = (world: World, message: Message, receives: number): void => {
  if (receives > MAX_RECEIVES) {
    giveUp(world, message);
    return;
  }
  const tell = (end: End): void => {
    const receipt = message.receipt(end);
    if (receipt === 'done') return;
    const pause = end.end === 'done' ? receipt.againAfter : VISIBILITY;
    world.scheduler.at(world.scheduler.now() + pause, () => receive(world, message, receives + 1));
  };
  world.scheduler.start({ ...message.start, tell }, message.body);
};

/** SQS: at least once, five times at most; two consumers may have one message at the same time. */
export const enqueue = (world: World, message: Message): void => {
  receive(world, message, 1);
  const { troubles, chance } = world;
  if (troubles.calm || !chance.odds(troubles.perMille >> 1)) return;
  world.scheduler.start({ ...message.start, tell: () => undefined }, message.body);
};
