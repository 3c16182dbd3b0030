import { AsyncLocalStorage } from 'node:async_hooks';
import { LeaseholdError } from '../domain/errors.ts';
import type { Log } from '../usecases/ports.ts';
import { originalStack } from './original-stack.ts';
import type { LineWriter } from './standard-output.ts';

type Facts = Readonly<Record<string, unknown>>;

/** The log, and the scope in which every line carries the same facts (tenant, subscriber, correlation id). */
export type ScopedLog = { log: Log; within: <T>(facts: Facts, run: () => T) => T };

/** A second line of defence: nothing that is called so belongs into a log, whoever passed it. */
const SECRET_NAME =
  /^(secret|secretvalue|secretstring|sharedsecret|token|password|cookie|authorizationheader)$/i;

/** A LeaseholdError was thrown on purpose and says all in its message; of a defect the stack is what helps. */
const describeError = (error: Error): Facts =>
  error instanceof LeaseholdError
    ? { name: error.name, code: error.code, message: error.message, cause: error.cause }
    : { name: error.name, message: error.message, stack: error.stack, cause: error.cause };

const readable = (name: string, value: unknown): unknown => {
  if (SECRET_NAME.test(name)) return '[withheld]';
  if (name === 'stack' && typeof value === 'string') return originalStack(value);
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Error ? describeError(value) : value;
};

const lineOf = (head: Facts, facts: Facts): string => {
  try {
    return JSON.stringify({ ...head, ...facts, ...head }, readable);
  } catch {
    // Facts that refer to themselves: the message is worth more than an error of the log.
    return JSON.stringify(head);
  }
};

/** The Log port: one JSON object a line with `level`, `time` (ISO 8601, UTC), `message` and the facts. Never throws. */
export const jsonLog = ({ write, clock }: { write: LineWriter; clock: () => number }): ScopedLog => {
  const scope = new AsyncLocalStorage<Facts>();
  return {
    log: (level, message, facts) => {
      const head = { level, time: new Date(clock()).toISOString(), message };
      write(lineOf(head, { ...scope.getStore(), ...facts }));
    },
    within: (facts, run) => scope.run({ ...scope.getStore(), ...facts }, run),
  };
};
