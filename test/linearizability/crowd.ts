import { setImmediate } from 'node:timers/promises';
import { claimRevocation } from '../../shared/usecases/claim-revocation.ts';
import { finishRevocation } from '../../shared/usecases/finish-revocation.ts';
import { getLease } from '../../shared/usecases/get-lease.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { releasePrefix } from '../../shared/usecases/release-prefix.ts';
import { mortal } from '../support/system/interpose.ts';
import { subscriberOf } from '../support/system/subscriber.ts';
import type { System } from '../support/system/system.ts';
import type { ApiAnswer, ApiCall } from './lease-atoms.ts';
import { type Asked, type Hearing, operationAnswer, type Recorder, statusAnswer } from './recorder.ts';

/** Uniform in [0, 1), from a seed: the same numbers each time (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type Action = ApiCall['action'];

const WEIGHTS: readonly (readonly [Action, number])[] = [
  ['allocate', 5],
  ['activate', 4],
  ['suspend', 3],
  ['resume', 3],
  ['revoke', 2],
  ['status', 4],
];

const TOTAL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

const drawAction = (random: () => number): Action => {
  let left = random() * TOTAL;
  for (const [action, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return action;
  }
  return 'status';
};

/** The subscribers of a crowd, the ports that its calls go through, and the chance that decides. */
export type Crowd = {
  system: System;
  subscribers: readonly string[];
  deps: Deps;
  random: () => number;
  recorder: Recorder;
};

/** What one client remembers of one subscriber. */
type Memory = { version?: number; asked?: Pick<Asked, 'action' | 'key' | 'ifMatch'> };

/** A repeat says what it said before; anything new has a key, and an If-Match, or not. */
const plan = (memory: Memory, newKey: () => string, random: () => number): Memory['asked'] & object => {
  if (memory.asked?.key !== undefined && random() < 0.35) return memory.asked;
  const action = drawAction(random);
  if (action === 'status') return { action };
  return {
    action,
    ...(random() < 0.7 ? { key: newKey() } : {}),
    ...(random() < 0.3 && memory.version !== undefined ? { ifMatch: memory.version } : {}),
  };
};

const callOf = (
  crowd: Crowd,
  subscriber: string,
  { action, key, ifMatch, deps }: Memory['asked'] & object & { deps: Deps },
): Promise<ApiAnswer> => {
  const line = subscriberOf(crowd.system, subscriber);
  const ways = { deps, ...(key === undefined ? {} : { key }), ...(ifMatch === undefined ? {} : { ifMatch }) };
  switch (action) {
    case 'status':
      return getLease({ key: line.key }, deps).then(statusAnswer);
    case 'allocate':
    case 'revoke':
      return line[action](ways).then(operationAnswer);
    default:
      return line[action](false, ways).then(operationAnswer);
  }
};

const drawHearing = (random: () => number): Hearing => {
  const chance = random();
  if (chance < 0.1) return 'dead';
  return chance < 0.2 ? 'lost' : 'heard';
};

const dying = (deps: Deps, random: () => number): Deps => {
  const when = random() < 0.5 ? 'before' : 'after';
  return mortal(deps, { at: 1 + Math.floor(random() * 4), when }).deps;
};

/** One client makes so many calls, one after the other, to whichever subscriber. */
const client = async (crowd: Crowd, name: string, calls: number): Promise<void> => {
  const { random, subscribers, recorder, system } = crowd;
  const memories = new Map<string, Memory>(subscribers.map((subscriber) => [subscriber, {}]));
  for (let made = 0; made < calls; made++) {
    const subscriber = subscribers[Math.floor(random() * subscribers.length)] as string;
    const memory = memories.get(subscriber) as Memory;
    const asked = plan(memory, () => `${name}-${made}`, random);
    memory.asked = asked;
    const hearing = drawHearing(random);
    // An intent is its caller's for 45 s: some of those that died are carried on.
    if (random() < 0.1) system.clock.advance(46_000);
    const deps = hearing === 'dead' ? dying(crowd.deps, random) : crowd.deps;
    const run = () => callOf(crowd, subscriber, { ...asked, deps });
    const answer = await recorder.record(subscriber, { ...asked, hearing, run });
    if (answer?.version !== undefined) memory.version = answer.version;
  }
};

/** The revoke machine, for as long as there are clients. */
const endRevocations = async (
  { system: { deps }, subscribers }: Crowd,
  isOver: () => boolean,
): Promise<void> => {
  while (!isOver()) {
    for (const subscriberId of subscribers) {
      const lease = await deps.leases.read({ tenant: 'isp', subscriber: subscriberId });
      if (lease?.state !== 'revoking') continue;
      const ref = { tenantId: 'isp', subscriberId, revocationId: lease.revocation.id, runId: 'run' };
      await claimRevocation(ref, deps);
      await releasePrefix(ref, deps);
      await finishRevocation(ref, deps);
    }
    await setImmediate();
  }
};

/** So many clients at once, of so many calls each, and the end of what they revoke. */
export const crowdIn = async (crowd: Crowd, clients: number, calls: number): Promise<void> => {
  let isOver = false;
  const machine = endRevocations(crowd, () => isOver);
  await Promise.all(Array.from({ length: clients }, (_, index) => client(crowd, `client-${index}`, calls)));
  isOver = true;
  await machine;
};
