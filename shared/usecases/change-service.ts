import { type RepeatableCall, replayOf } from '../domain/idempotency.ts';
import type { Lease, LeaseKey, Session } from '../domain/lease.ts';
import type { Nas } from '../domain/nas.ts';
import { assertFound, assertMatches, type IfMatch } from '../domain/precondition.ts';
import { changeService as changed } from '../domain/service.ts';
import { type Answer, answerOf, replayed } from './answer.ts';
import { changeLease, type Decision } from './change-lease.ts';
import { judgeNas, listNasFor } from './find-nas.ts';
import { assertNotLate } from './judge-event.ts';
import type { Deps } from './ports.ts';

/** A call to activate, suspend or resume; `eventAt` (epoch ms) where a provisioning event asks. */
export type ServiceCall = {
  key: LeaseKey;
  action: 'activate' | 'suspend' | 'resume';
  session: Session;
  sendCoa: boolean;
  call?: RepeatableCall;
  ifMatch?: IfMatch;
  eventAt?: number;
};

type Known = { nas: readonly Nas[]; coaId: string; now: number };

const judge = (found: Lease | undefined, request: ServiceCall, known: Known): Decision<Answer> => {
  const kept = replayOf(found, request.call, known.now);
  if (kept !== undefined) return { value: replayed(kept) };
  const lease = assertFound(found, request.key);
  assertMatches(lease, request.ifMatch);
  assertNotLate(lease, request.eventAt);
  const { action, session, call, eventAt } = request;
  const change = changed(lease, { action, session, call, eventAt, coa: undefined }, known.now);
  const nas = judgeNas(lease, { session, send: request.sendCoa }, known.nas);
  if (nas === undefined) return { change, value: answerOf(change.next, 200) };
  const coa = { id: known.coaId, nasIp: nas.ip };
  const asking = changed(lease, { action, session, call, eventAt, coa }, known.now);
  return { change: asking, value: answerOf(asking.next, 200) };
};

/**
 * Puts a prefix into service, or suspends or resumes it; with `sendCoa` the same write asks for a CoA, which goes out
 * after the answer. Throws `not-found`, `precondition-failed`, `illegal-transition`, `unknown-nas`, `unknown-session`,
 * `idempotency-key-reused`, `too-many-idempotency-keys`, `late-event`.
 */
export const changeService = async (
  request: ServiceCall,
  deps: Pick<Deps, 'leases' | 'inventory' | 'clock' | 'newId'>,
): Promise<Answer> => {
  const nas = await listNasFor({ ...request, send: request.sendCoa }, deps);
  const coaId = deps.newId();
  return changeLease(deps.leases, request.key, (lease) =>
    judge(lease, request, { nas, coaId, now: deps.clock() }),
  );
};
