import { identifyingKeys } from '../../shared/domain/nas.ts';
import type {
  DynamicAuthorizationRequest,
  ExchangeControl,
  SessionAnswer,
  SessionControl,
} from '../../shared/usecases/session-control.ts';
import type { Actor } from './actor.ts';
import { askFor } from './calls.ts';
import { watchDatagram, watchEnded } from './watch.ts';
import type { World } from './world.ts';

/** When an exchange sends its request again, in milliseconds after it sent it last (RFC 5080 2.2.1). */
const PAUSES = [2_000, 4_000, 8_000, 16_000];
/** A datagram that is under way for longer than this is lost. */
const LATENESS = [500, 4_000];
/** Session context not found is the session's to say; this is a router out of resources (506), or one that refuses. */
const BUSY: SessionAnswer = { result: 'nak', errorCause: 506 };

const NAMES = { coa: 'sessions.send(coa)', disconnect: 'sessions.send(disconnect)' } as const;

type Exchange = {
  world: World;
  actor: Actor;
  request: DynamicAuthorizationRequest;
  tenant: string;
};

const transmit = ({ world, actor, request, tenant }: Exchange, pause: number) => {
  const receive = (): SessionAnswer => {
    watchDatagram(world, actor, request);
    const before = world.nas.sessions;
    const answer = world.nas.receive(tenant, request);
    watchEnded(world, actor, before);
    return answer;
  };
  return askFor<SessionAnswer | undefined>(world, actor, {
    name: NAMES[request.kind],
    kind: 'datagram',
    effect: receive,
    // The router knows the repeat of a datagram by its identifier, and answers it as before (RFC 5080 2.2.2).
    again: (first) => first,
    silence: () => undefined,
    refuse: () => BUSY,
    patience: pause,
    lateness: LATENESS,
  });
};

const exchange = async (asked: Exchange, control: ExchangeControl): Promise<SessionAnswer> => {
  const { now } = asked.world.scheduler;
  for (const [sent, pause] of PAUSES.entries()) {
    if (now() >= control.deadline) break;
    if (sent > 0 && !(await control.stillWanted())) return { result: 'unknown', reason: 'replaced' };
    const left = control.deadline - now();
    const answer = await transmit(asked, Math.max(1, Math.min(pause, left)));
    if (answer !== undefined) return answer;
  }
  return { result: 'unknown', reason: 'timeout' };
};

/** The port to the routers for one actor: datagrams that are lost, late and doubled, and asked for again. */
export const nasPorts = (world: World, actor: Actor): SessionControl => ({
  send: async (nas, request, control) => {
    const session = identifyingKeys(nas.profile, request.session);
    const tenant = actor.scope?.tenant as string;
    return exchange({ world, actor, tenant, request: { ...request, session } }, control);
  },
});
