import { WORK_FUNCTIONS } from '../../infra/function-list.ts';
import { authorizeSession } from '../../shared/usecases/authorize-session.ts';
import type { AuthorizeOutcome, OutboundEvent, RevocationRef } from '../../shared/usecases/ports.ts';
import { depsFor } from './deps.ts';
import { startExecution } from './machine.ts';
import { enqueue } from './queue.ts';
import { judgeThrown } from './thrown.ts';
import { note, type World } from './world.ts';

/** The bus keeps no order: an event may take milliseconds or minutes. */
const DELAYS = [100, 2_000, 40_000, 8 * 60_000];
/** Of an exchange's function, for the record of its outcome. */
const RECORD_MILLISECONDS = 5_000;
const MILLISECONDS = 1_000;

type Deliveries = readonly number[];

/** When an event arrives: once as a rule, twice, late, or never, in which case it is in a dead-letter queue. */
const deliveries = (world: World): Deliveries => {
  const { troubles, chance } = world;
  if (troubles.calm || !chance.odds(troubles.perMille)) return DELAYS.slice(0, 1);
  switch (chance.below(4)) {
    case 0:
      return [DELAYS[1 + chance.below(3)] as number];
    case 1:
      return [100, DELAYS[chance.below(4)] as number];
    case 2:
      return [];
    default:
      return [DELAYS[chance.below(4)] as number];
  }
};

/** Brings an event to its target, however the bus does it. */
export const overTheBus = (world: World, name: string, arrive: () => void): void => {
  const times = deliveries(world);
  if (world.trace !== undefined && times.length !== 1) {
    note(world, 'bus', `${name} arrives ${times.length === 0 ? 'nowhere' : 'twice'}`);
  }
  if (times.length === 0) world.deadLetters += 1;
  for (const delay of times) world.scheduler.at(world.scheduler.now() + delay, arrive);
};

type Detail = RevocationRef & { authorizationId: string };

const authorize = (world: World, { tenantId, subscriberId, authorizationId }: Detail): void =>
  enqueue(world, {
    start: {
      name: `${subscriberId} authorizeSession ${authorizationId}`,
      file: 'authorize-session.ts',
      scope: { tenant: tenantId, subscriber: subscriberId },
      thaws: false,
      limit: MILLISECONDS * WORK_FUNCTIONS.authorizeSession.timeoutSeconds,
      authorizationId,
    },
    body: (actor) => {
      const deadline = actor.until - RECORD_MILLISECONDS;
      return authorizeSession({ tenantId, subscriberId, authorizationId, deadline }, depsFor(world, actor));
    },
    receipt: (end) => {
      judgeThrown(world, 'authorizeSession', end);
      if (end.end !== 'done') return { againAfter: 0 };
      const outcome = end.value as AuthorizeOutcome;
      if (outcome.outcome === 'settled') return 'done';
      return { againAfter: Math.max(1, outcome.until - world.scheduler.now()) };
    },
    deadLetter: () => undefined,
  });

/** The rules of infra: what an event sets off. */
export const busRules = (world: World): World['route'] => {
  const start = (event: OutboundEvent): void => {
    const { tenantId, subscriberId, revocationId } = event.detail as unknown as Detail;
    startExecution(world, { tenantId, subscriberId, revocationId });
  };
  return (event) => {
    if (event.detailType === 'PrefixRevocationStarted')
      overTheBus(world, event.detail.id, () => start(event));
    if (event.detailType === 'AuthorizationRequested') {
      overTheBus(world, event.detail.id, () => authorize(world, event.detail as unknown as Detail));
    }
  };
};
