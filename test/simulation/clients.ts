import { API_FUNCTIONS, WORK_FUNCTIONS } from '../../infra/function-list.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { RepeatableCall } from '../../shared/domain/idempotency.ts';
import type { LeaseKey, Session } from '../../shared/domain/lease.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { Answer } from '../../shared/usecases/answer.ts';
import { changeService } from '../../shared/usecases/change-service.ts';
import { handleProvisioning } from '../../shared/usecases/handle-provisioning.ts';
import type { Deps, ProvisioningMessage } from '../../shared/usecases/ports.ts';
import { startRevocation } from '../../shared/usecases/start-revocation.ts';
import type { Actor, End } from './actor.ts';
import { overTheBus } from './bus.ts';
import { depsFor } from './deps.ts';
import { enqueue } from './queue.ts';
import { judgeThrown } from './thrown.ts';
import { note, type World } from './world.ts';

/** One command of the API, as a client sends it. */
export type Command =
  | { action: 'allocate'; prefixSize?: number }
  | { action: 'activate' | 'suspend' | 'resume'; session: Session; sendCoa: boolean }
  | { action: 'revoke'; session: Session; sendDisconnect: boolean; releaseToNetbox: boolean };

/** A command on its way: who sends it for which lease, and under which idempotency key. */
export type Sending = { key: LeaseKey; command: Command; idempotencyKey: string; repeats: number };

const FILES = {
  allocate: 'allocate-prefix.ts',
  activate: 'change-service.ts',
  suspend: 'change-service.ts',
  resume: 'change-service.ts',
  revoke: 'start-revocation.ts',
} as const;

const perform = ({ key, command, idempotencyKey }: Sending, deps: Deps): Promise<Answer> => {
  const call: RepeatableCall = {
    action: command.action,
    key: idempotencyKey,
    bodyHash: JSON.stringify(command),
  };
  switch (command.action) {
    case 'allocate': {
      const { prefixSize } = command;
      return allocatePrefix({ key, call, ...(prefixSize === undefined ? {} : { prefixSize }) }, deps);
    }
    case 'revoke': {
      const { session, sendDisconnect, releaseToNetbox } = command;
      return startRevocation({ key, call, session, sendDisconnect, releaseToNetbox }, deps);
    }
    default:
      return changeService({ ...command, key, call }, deps);
  }
};

/** What a repeat may mend. */
const PASSING: readonly string[] = ['allocation-running', 'netbox-unavailable', 'contended', 'internal'];
/** How long a client waits before it sends the same again: within its intent's time, after it, and after the sweeper. */
const PAUSES = [1_000, 10_000, 50_000, 17 * 60_000];
const MAX_SENDS = 4;
const API_LIMIT = 1_000 * API_FUNCTIONS.allocatePrefix.timeoutSeconds;

const isPassing = (end: End): boolean =>
  end.end !== 'threw' || !(end.error instanceof LeaseholdError) || PASSING.includes(end.error.code);

const repeat = (world: World, sending: Sending, then: () => void): void => {
  if (sending.repeats + 1 >= MAX_SENDS) {
    then();
    return;
  }
  const { troubles, chance, scheduler } = world;
  const pause = troubles.calm ? 0 : chance.below(PAUSES.length);
  scheduler.at(scheduler.now() + (PAUSES[pause] as number), () =>
    send(world, { ...sending, repeats: sending.repeats + 1 }, then),
  );
};

const heard = (world: World, sending: Sending, answer: Answer): void => {
  const { key, command, idempotencyKey } = sending;
  world.acknowledged.push({ key, action: command.action, idempotencyKey, answer });
  if (world.trace !== undefined) {
    note(world, `client of ${key.subscriber}`, `${command.action} answered ${answer.status} ${answer.etag}`);
  }
};

/** An answer may be lost on the way to the client, and a client may ask again although it was answered. */
const answered = (world: World, sending: Sending, then: () => void): ((answer: Answer) => void) => {
  const { chance, troubles } = world;
  const odds = troubles.calm ? 0 : troubles.perMille;
  return (answer) => {
    const isLost = chance.odds(odds);
    if (!isLost) heard(world, sending, answer);
    if (isLost || chance.odds(odds)) repeat(world, sending, then);
    else then();
  };
};

const ended = (world: World, sending: Sending, then: () => void): ((end: End) => void) => {
  const hear = answered(world, sending, then);
  return (end) => {
    judgeThrown(world, sending.command.action, end);
    if (end.end === 'done') hear(end.value as Answer);
    else if (isPassing(end)) repeat(world, sending, then);
    else then();
  };
};

/** Sends a command until it is answered for good. */
export const send = (world: World, sending: Sending, then: () => void): void => {
  const { key, command, idempotencyKey, repeats } = sending;
  const { chance, troubles, scheduler } = world;
  const name = `${key.subscriber} ${command.action} ${idempotencyKey}${repeats === 0 ? '' : ` (again ${repeats})`}`;
  const thaws = command.action === 'allocate';
  const start = { name, file: FILES[command.action], scope: key, thaws, limit: API_LIMIT };
  const body = (actor: Actor): Promise<Answer> => perform(sending, depsFor(world, actor));
  scheduler.start({ ...start, tell: ended(world, sending, then) }, body);
  // A proxy may send it twice, and drop the second answer.
  if (troubles.calm || !chance.odds(troubles.perMille >> 1)) return;
  scheduler.start({ ...start, name: `${name} (twin)`, tell: () => undefined }, body);
};

/** Puts a provisioning event on the bus: it goes to its queue, and from there to the handler. */
export const provision = (world: World, message: ProvisioningMessage): void => {
  const { tenantId, subscriberId, type, id } = message;
  overTheBus(world, `${type} ${id}`, () =>
    enqueue(world, {
      start: {
        name: `${subscriberId} ${type} ${id}`,
        file: 'handle-provisioning.ts',
        scope: { tenant: tenantId, subscriber: subscriberId },
        thaws: type === 'SubscriberProvisioned',
        limit: 1_000 * WORK_FUNCTIONS.handleProvisioning.timeoutSeconds,
      },
      body: (actor) => handleProvisioning(message, depsFor(world, actor)),
      receipt: (end) => {
        judgeThrown(world, type, end);
        return end.end === 'done' ? 'done' : { againAfter: 0 };
      },
      deadLetter: () => {
        world.deadLetters += 1;
      },
    }),
  );
};
