import { circuitBreaker } from './breaker.ts';
import type { NetBoxAnswer } from './read-answer.ts';
import { retryTokens } from './retry-tokens.ts';
import { type NetBoxRequest, type TransportOptions, transport } from './transport.ts';

/**
 * For metrics, once per request: `ok` is 2xx, `refused` 3xx and 4xx, `failed` no usable answer, `not_sent` that the
 * circuit breaker is open, the token could not be read or the time is used up.
 */
export type NetBoxRequestReport = {
  operation: string;
  outcome: 'ok' | 'refused' | 'failed' | 'not_sent';
  milliseconds: number;
};

/** Where NetBox is, and the time, chance and network that the client runs on. */
export type NetBoxOptions = TransportOptions & {
  /** Waits between two tries. */
  sleep: (milliseconds: number) => Promise<void>;
  /** 0 inclusive to 1 exclusive. */
  random: () => number;
  onRequest?: (report: NetBoxRequestReport) => void;
};

/** Sends requests of one port call, which share its 20 seconds. Never rejects. */
export type NetBoxCall = (request: NetBoxRequest) => Promise<NetBoxAnswer>;

/** Begins one port call; `operation` names it in the metrics. */
export type NetBoxHttp = (operation: string) => NetBoxCall;

const CALL_MILLISECONDS = 20_000;
/** Two tries of what may be repeated fit into one call. */
const TRY_MILLISECONDS = 8_000;
const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 4_000;
/** Every instance of a function has its own: what a fleet of them saves up would all be spent in one second. */
const RETRY_TOKENS = 3;
const BREAKER = { failures: 5, pauseMilliseconds: 10_000 };

/** A POST makes another prefix each time; a repeated PATCH answers 412 to its own first success. */
const REPEATABLE: readonly string[] = ['GET', 'DELETE'];

const outcomeOf = (answer: NetBoxAnswer): NetBoxRequestReport['outcome'] => {
  if (answer.kind === 'failed') return answer.sent ? 'failed' : 'not_sent';
  return answer.kind === 'answered' && answer.status < 300 ? 'ok' : 'refused';
};

type Repeats = {
  send: () => Promise<NetBoxAnswer>;
  /** Milliseconds before the next try; undefined where there is to be none. */
  pauseAfter: (answer: NetBoxAnswer, tries: number) => number | undefined;
  sleep: (milliseconds: number) => Promise<void>;
};

const sendRepeatedly = async ({ send, pauseAfter, sleep }: Repeats): Promise<NetBoxAnswer> => {
  let last = await send();
  for (let tries = 0; ; tries++) {
    const pause = pauseAfter(last, tries);
    if (pause === undefined) return last;
    await sleep(pause);
    const next = await send();
    // What was sent before may have been applied: "nothing was sent" would be untrue of the call.
    if (next.kind === 'failed' && !next.sent) return last;
    last = next;
  }
};

/**
 * The one retry layer to NetBox: 20 s a port call; GET and DELETE repeated with full jitter (RFC 9110 9.2.2) while
 * the retry budget lasts, POST and PATCH sent once; a circuit breaker over all of it. Throws
 * `netbox-misconfigured` at once where the URL is none.
 */
export const netboxHttp = (options: NetBoxOptions): NetBoxHttp => {
  const { clock, sleep, random, onRequest } = options;
  const tokens = retryTokens(RETRY_TOKENS);
  const send = transport(options, circuitBreaker({ clock, ...BREAKER }));

  const pauseBefore = (deadline: number, answer: NetBoxAnswer, tries: number): number | undefined => {
    if (answer.kind !== 'failed' || !answer.sent) return undefined;
    const ceiling = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** tries);
    const pause = Math.max(answer.retryAfterMilliseconds ?? 0, random() * ceiling);
    return clock() + pause < deadline && tokens.take() ? pause : undefined;
  };

  return (operation) => {
    const deadline = clock() + CALL_MILLISECONDS;

    const sendOnce = async (request: NetBoxRequest, longest: number): Promise<NetBoxAnswer> => {
      const begun = clock();
      const answer = await send(request, Math.min(deadline - begun, longest));
      if (answer.kind === 'answered') tokens.earn();
      onRequest?.({ operation, outcome: outcomeOf(answer), milliseconds: clock() - begun });
      return answer;
    };

    return (request) =>
      REPEATABLE.includes(request.method)
        ? sendRepeatedly({
            send: () => sendOnce(request, TRY_MILLISECONDS),
            pauseAfter: (answer, tries) => pauseBefore(deadline, answer, tries),
            sleep,
          })
        : sendOnce(request, CALL_MILLISECONDS);
  };
};
