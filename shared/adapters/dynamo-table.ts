import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { LeaseholdError } from '../domain/errors.ts';

/**
 * The table, and what a store needs beside it. `newId`: 16 random bytes, hexadecimal. `sleep` waits so many
 * milliseconds; `random` is in [0, 1).
 */
export type DynamoTable = {
  client: DynamoDBDocumentClient;
  tableName: string;
  newId: () => string;
  sleep: (milliseconds: number) => Promise<void>;
  random: () => number;
};

const REPEATS = 5;
const FIRST_PAUSE = 25;

/** What an SDK error shows of itself, as far as it is looked at. */
type Shown = {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
  CancellationReasons?: readonly Reason[];
  Item?: Record<string, AttributeValue>;
};

type Reason = { Code?: string; Item?: Record<string, AttributeValue> };

const TRANSIENT = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TimeoutError',
  // Codes of cancellation reasons.
  'TransactionConflict',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  // Codes of broken connections.
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  // Of name resolution, which fails now and then for a moment.
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const isTransient = (error: Shown): boolean => {
  const codes = [error.name, error.code, ...(error.CancellationReasons ?? []).map(({ Code }) => Code)];
  if (codes.some((code) => code !== undefined && TRANSIENT.has(code))) return true;
  return (error.$metadata?.httpStatusCode ?? 0) >= 500;
};

type Judge = (error: unknown) => boolean;

/** Throws what ends a call: an error that no repeat mends, or the last of the repeats. */
const judge = (error: unknown, repeat: number, again: Judge): void => {
  if (!isTransient(error as Shown) && !again(error)) throw error;
  if (repeat < REPEATS) return;
  throw new LeaseholdError(
    'contended',
    'The table is too busy for this call, and did not take it in several attempts. Repeat the call.',
    { retryAfterSeconds: 1, cause: error },
  );
};

/**
 * Makes a call of the table, again after conflicts, throttling, 5xx and broken connections, and after what `again`
 * names: 5 repeats with full jitter from 25 ms. Any other error is the caller's. Throws `contended` where it never
 * gets through; whether a write was made is then unknown.
 */
export const persistently = async <T>(
  table: Pick<DynamoTable, 'sleep' | 'random'>,
  call: () => Promise<T>,
  again: Judge = () => false,
): Promise<T> => {
  for (let repeat = 0; ; repeat++) {
    try {
      return await call();
    } catch (error) {
      judge(error, repeat, again);
    }
    await table.sleep(table.random() * FIRST_PAUSE * 2 ** repeat);
  }
};

/** Why one item of a write refused it: its condition, with the item as it was, absent where there was none. */
export type Refusal = { item: Record<string, unknown> | undefined };

const refusalOf = (item: Record<string, AttributeValue> | undefined): Refusal => ({
  // The Document client leaves the items of errors marshalled.
  item: item === undefined || Object.keys(item).length === 0 ? undefined : unmarshall(item),
});

/**
 * Which items of a write refused it by their condition, in the order of the request; a single write is a request of
 * one. Undefined where the error is something else.
 */
export const refusalsOf = (error: unknown): (Refusal | undefined)[] | undefined => {
  const { name, Item, CancellationReasons = [] } = error as Shown;
  if (name === 'ConditionalCheckFailedException') return [refusalOf(Item)];
  if (name !== 'TransactionCanceledException') return undefined;
  const refusals = CancellationReasons.map((reason) =>
    reason.Code === 'ConditionalCheckFailed' ? refusalOf(reason.Item) : undefined,
  );
  return refusals.some((refusal) => refusal !== undefined) ? refusals : undefined;
};
