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

const receive = (world: World, message: Message, receives: number): void => {
  if (receives > MAX_RECEIVES) {
    message.deadLetter();
    if (world.trace !== undefined) note(world, message.start.name, 'goes to the dead letters');
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
