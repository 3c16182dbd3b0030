import { answerCache, type ReadyAnswer } from './answer-cache.ts';
import { type Decision, decide } from './decide.ts';
import {
  isGenuine,
  type NasAnswer,
  type NasRequest,
  readRequest,
  signAnswer,
  TYPE,
  valueIn,
} from './packet.ts';
import type { NasSessions } from './sessions.ts';

/** What a NAS is set up with. `clock` and `slowMs` in milliseconds; `served` holds the prefixes that it can give. */
export type NasRules = {
  secret: string;
  requireMessageAuthenticator: boolean;
  clock: () => number;
  slowMs: number;
  served: string;
  sessions: NasSessions;
};

const codeOf = (request: NasRequest, decision: Decision): number => {
  const ack = request.kind === 'disconnect' ? 41 : 44;
  return decision.answer === 'nak' ? ack + 1 : ack;
};

const signatureFor = (request: NasRequest): NasAnswer['signature'] => {
  if (valueIn(request, TYPE.messageAuthenticator) === undefined) return 'none';
  return valueIn(request, TYPE.userName)?.toString() === 'quirk-ma' ? 'zero-vector' : 'rfc5176';
};

const causeOf = (decision: Decision): NasAnswer['attributes'] => {
  if (decision.answer !== 'nak') return [];
  const cause = Buffer.alloc(4);
  cause.writeUInt32BE(decision.errorCause);
  return [[TYPE.errorCause, cause]];
};

const accept = (datagram: Buffer, rules: NasRules): NasRequest | undefined => {
  const request = readRequest(datagram);
  if (request === undefined || !isGenuine(request, rules.secret)) return undefined;
  const signed = valueIn(request, TYPE.messageAuthenticator) !== undefined;
  return signed || !rules.requireMessageAuthenticator ? request : undefined;
};

const decideAnswer = (request: NasRequest, rules: NasRules): ReadyAnswer | undefined => {
  const { secret, clock, slowMs } = rules;
  const decision = decide(request, { ...rules, nowSeconds: Math.floor(clock() / 1000) });
  if (decision.answer === 'silence') return undefined;
  const attributes = causeOf(decision);
  const answer = { code: codeOf(request, decision), attributes, signature: signatureFor(request) };
  return {
    bytes: signAnswer(request.bytes, answer, secret),
    readyAt: clock() + (decision.answer === 'slow' ? slowMs : 0),
  };
};

/**
 * What a NAS answers to a datagram, and when; undefined for nothing. A repeat of a request that has its answer gets
 * the same bytes again and changes nothing; a repeat of one that is still being worked on gets nothing.
 */
export const nasResponder = (
  rules: NasRules,
): ((datagram: Buffer, source: string) => ReadyAnswer | undefined) => {
  const cache = answerCache(rules.clock);
  const answerOnce = (request: NasRequest, key: string): ReadyAnswer | undefined => {
    const known = cache.recall(key);
    if (known !== undefined) return known.readyAt <= rules.clock() ? known : undefined;
    const answer = decideAnswer(request, rules);
    if (answer !== undefined) cache.remember(key, answer);
    return answer;
  };
  return (datagram, source) => {
    const request = accept(datagram, rules);
    return request && answerOnce(request, `${source} ${request.bytes.toString('hex', 0, 20)}`);
  };
};
