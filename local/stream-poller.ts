import type { EventMatcher } from './event-pattern.ts';
import type { Checkpoint, StreamReader, StreamRecord } from './stream-reader.ts';
import type { Timeline } from './timeline.ts';

/**
 * The event source mapping of a stream. `invoke` is one call of the function: it rejects where the function throws
 * or times out. Without `maximumRetryAttempts` a batch is tried for ever, as Lambda does by default.
 */
export type StreamMapping = {
  batchSize: number;
  filter?: EventMatcher | undefined;
  bisectBatchOnFunctionError: boolean;
  reportBatchItemFailures: boolean;
  maximumRetryAttempts?: number | undefined;
  invoke: (event: unknown) => Promise<unknown>;
  /** Told of every try that did not succeed, and of every read that failed. */
  onFailure: (error: unknown) => void;
  /** Told of every checkpoint: what is before it is never delivered again. */
  onCheckpoint: (checkpoint: Checkpoint) => void;
};

/** A poller at work. `poll` reads once now and answers whether anything was delivered. */
export type StreamPoller = { poll: () => Promise<boolean>; stop: () => Promise<void> };

const POLL_MILLISECONDS = 50;
const SLOWEST_RETRY_MILLISECONDS = 10_000;

/**
 * Feeds a stream to a function as Lambda does with one shard at a time and no parallelization: in order; what the
 * filter does not let through counts as done; the checkpoint moves to the lowest record that the function reports as
 * failed; a batch that fails as a whole comes again, in halves where bisecting is on. Records without a change
 * (puts of what was there already) are passed on.
 */
export const pollStream = (
  reader: StreamReader,
  mapping: StreamMapping,
  timeline: Timeline,
): StreamPoller => {
  let limit = mapping.batchSize;
  let attempts = 0;
  let retryAt = 0;

  const done = (record: StreamRecord) => mapping.onCheckpoint(reader.done(record.dynamodb.SequenceNumber));

  const moveOn = () => {
    limit = mapping.batchSize;
    attempts = 0;
    retryAt = 0;
  };

  const retryLater = (left: readonly StreamRecord[], failure: Failure) => {
    mapping.onFailure(failure.error);
    if (failure.whole && mapping.bisectBatchOnFunctionError) limit = Math.ceil(left.length / 2);
    attempts += 1;
    retryAt = timeline.now() + Math.min(SLOWEST_RETRY_MILLISECONDS, 100 * 2 ** attempts);
    if (attempts <= (mapping.maximumRetryAttempts ?? Number.POSITIVE_INFINITY)) return;
    left.slice(-1).forEach(done);
    moveOn();
  };

  const handle = async (records: readonly StreamRecord[]) => {
    const { finished, failure } = await deliver(records, mapping);
    records.slice(0, finished).slice(-1).forEach(done);
    if (finished > 0) moveOn();
    if (failure !== undefined) retryLater(records.slice(finished), failure);
  };

  const pass = async (): Promise<boolean> => {
    if (timeline.now() < retryAt) return false;
    const records = await reader.read(limit);
    if (records.length > 0) await handle(records);
    return records.length > 0;
  };

  return repeated(pass, mapping.onFailure, timeline);
};

const sequenceOf = (record: StreamRecord) => record.dynamodb.SequenceNumber;

type Failure = { error: unknown; whole: boolean };

/** Calls the function once. `finished`: how many of the records, from the first on, are done. */
const deliver = async (
  records: readonly StreamRecord[],
  mapping: StreamMapping,
): Promise<{ finished: number; failure?: Failure }> => {
  const wanted = records.filter((record) => mapping.filter?.(record) ?? true);
  if (wanted.length === 0) return { finished: records.length };
  try {
    const answer = await mapping.invoke({ Records: wanted });
    const lowest = mapping.reportBatchItemFailures ? lowestReported(answer, wanted) : undefined;
    if (lowest === undefined) return { finished: records.length };
    const error = new Error(`The function failed at record ${sequenceOf(lowest)}.`);
    return { finished: records.indexOf(lowest), failure: { error, whole: false } };
  } catch (error) {
    return { finished: 0, failure: { error, whole: true } };
  }
};

/** The first record that a partial batch response names. Throws where it names what is not in the batch. */
const lowestReported = (answer: unknown, wanted: readonly StreamRecord[]): StreamRecord | undefined => {
  const { batchItemFailures } = (answer ?? {}) as PartialFailure;
  const places = (batchItemFailures ?? []).map(({ itemIdentifier }) =>
    wanted.findIndex((record) => sequenceOf(record) === itemIdentifier),
  );
  if (places.includes(-1)) throw new Error('The function reports a record that is not in the batch.');
  return wanted[Math.min(...places)];
};

type PartialFailure = { batchItemFailures?: { itemIdentifier?: string }[] | null };

/** Runs `pass` again and again, never twice at once: at once while it finds something, else after a pause. */
const repeated = (
  pass: () => Promise<boolean>,
  onFailure: (error: unknown) => void,
  timeline: Timeline,
): StreamPoller => {
  let stopped = false;
  let underWay: Promise<boolean> | undefined;
  let cancel: () => void = () => undefined;

  const guarded = async (): Promise<boolean> => {
    try {
      return !stopped && (await pass());
    } catch (error) {
      if (!stopped) onFailure(error);
      return false;
    }
  };

  const poll = (): Promise<boolean> => {
    cancel();
    underWay ??= guarded().then((found) => {
      underWay = undefined;
      if (!stopped) cancel = timeline.after(found ? 0 : POLL_MILLISECONDS, () => void poll());
      return found;
    });
    return underWay;
  };

  void poll();
  return {
    poll,
    stop: async () => {
      stopped = true;
      cancel();
      await underWay;
    },
  };
};
