import { LeaseholdError } from '../../shared/domain/errors.ts';
import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { PROBLEMS } from '../../shared/http/problems.ts';
import type { Answer } from '../../shared/usecases/answer.ts';
import type { ApiAnswer, ApiCall } from './lease-atoms.ts';

/**
 * Whether the caller hears the answer. `dead`: the process that worked on the call ended, and has no effect from then
 * on; `lost`: it may still have some, whenever.
 */
export type Hearing = 'heard' | 'dead' | 'lost';

/** What a call asks for, and how it is made: nothing comes back where its answer is lost on the way. */
export type Asked = Pick<ApiCall, 'action' | 'key' | 'ifMatch' | 'attempts'> & {
  hearing: Hearing;
  run: () => Promise<ApiAnswer | undefined>;
};

/** The calls of each subscriber, on one clock that counts events. */
export type Recorder = {
  record: (subscriber: string, asked: Asked) => Promise<ApiAnswer | undefined>;
  /** The process that all calls went to is gone: those whose answers were lost have no effect from here on. */
  processDied: () => void;
  histories: () => ReadonlyMap<string, readonly ApiCall[]>;
};

/** The version in an ETag: `"<version>.<authorization revision>"`. */
export const versionOf = (etag: string): number => Number(/^"(\d+)\./.exec(etag)?.[1]);

/** What a use case answered, as the API would say it. */
export const operationAnswer = ({ status, facts, etag, replayed }: Answer): ApiAnswer => ({
  status,
  state: facts.state,
  prefix: facts.prefix ?? null,
  version: versionOf(etag),
  replayed,
});

/** What a status says of a lease. */
export const statusAnswer = (lease: Lease): ApiAnswer => ({
  status: 200,
  state: lease.state,
  prefix: heldBy(lease)?.cidr ?? null,
  version: lease.version,
});

/** A refusal, as the API would say it; anything else is the end of the process that met it. */
const problemAnswer = (error: unknown): ApiAnswer | undefined => {
  if (!(error instanceof LeaseholdError)) return undefined;
  const { lease } = error.facts;
  return {
    status: PROBLEMS[error.code].status,
    code: error.code,
    state: lease?.state,
    version: lease?.version,
  };
};

/** Records nothing yet. */
export const recorder = (): Recorder => {
  const histories = new Map<string, ApiCall[]>();
  let lost: ApiCall[] = [];
  let ticks = 0;
  let death = 0;
  const tick = (): number => {
    ticks += 1;
    return ticks;
  };

  const lose = (call: ApiCall): void => {
    if (call.invoked < death) call.answered = death;
    else lost.push(call);
  };

  const record: Recorder['record'] = async (subscriber, { hearing, run, ...asked }) => {
    const calls = histories.get(subscriber) ?? [];
    histories.set(subscriber, calls);
    const call: ApiCall = {
      id: `${calls.length}`,
      ...asked,
      invoked: tick(),
      answered: Number.POSITIVE_INFINITY,
    };
    calls.push(call);
    const answer = await run().catch(problemAnswer);
    const isHeard = hearing === 'heard' && answer !== undefined;
    if (isHeard) call.answer = answer;
    if (isHeard || hearing === 'dead') call.answered = tick();
    else lose(call);
    return call.answer;
  };

  return {
    record,
    processDied() {
      death = tick();
      for (const call of lost) call.answered = death;
      lost = [];
    },
    histories: () => histories,
  };
};
