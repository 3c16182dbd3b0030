import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamsRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { Json } from './template.ts';

/** How far a reader has come: everything in this shard up to and including this record is done. */
export type Checkpoint = { shardId: string; sequenceNumber: string };

/** A record of a table's stream in the form that Lambda hands to a function. */
export type StreamRecord = Json & { eventName: string; dynamodb: Json & { SequenceNumber: string } };

/** Reads one stream in order, one shard after the other. */
export type StreamReader = {
  /** At most `limit` records after the last one that was marked done; the same ones again until they are. */
  read: (limit: number) => Promise<StreamRecord[]>;
  /** Marks everything up to and including this record of the last `read` as done. */
  done: (sequenceNumber: string) => Checkpoint;
};

/** Where to begin: after a checkpoint, or at the oldest or the newest record of the stream. */
export type StreamStart = Checkpoint | 'TRIM_HORIZON' | 'LATEST';

type Stream = { client: DynamoDBStreamsClient; StreamArn: string };
/** `from`: a whole start, or the sequence number after which to read. */
type Place = { shardId: string; from: string; iterator?: string | undefined };

/**
 * A reader of the DynamoDB stream `StreamArn`. Reads throw what the endpoint throws and may be repeated. A stream
 * that has no shard yet reads as empty.
 */
export const streamReader = (stream: Stream, start: StreamStart): StreamReader => {
  let place: Place | undefined;
  let last: { sequenceNumber?: string | undefined; iterator?: string | undefined } = {};

  const page = async (limit: number, { iterator, ...here }: Place) => {
    try {
      const ShardIterator = iterator ?? (await iteratorAt(stream, here));
      place = { ...here, iterator: ShardIterator };
      return await stream.client.send(new GetRecordsCommand({ ShardIterator, Limit: limit }));
    } catch (error) {
      // An iterator may have expired; only that of LATEST cannot be asked for again.
      if (here.from !== 'LATEST') place = here;
      throw error;
    }
  };

  return {
    read: async (limit) => {
      place ??= await firstPlace(stream, start);
      if (place === undefined) return [];
      const { shardId, from } = place;
      const { Records = [], NextShardIterator: iterator } = await page(limit, place);
      if (Records.length === 0) {
        place = iterator === undefined ? await nextPlace(stream, place) : { shardId, from, iterator };
      }
      last = { sequenceNumber: Records.at(-1)?.dynamodb?.SequenceNumber, iterator };
      return Records.map((record) => lambdaRecord(record, stream.StreamArn));
    },
    done: (sequenceNumber) => {
      if (place === undefined) throw new Error('Nothing was read that could be done.');
      const iterator = last.sequenceNumber === sequenceNumber ? last.iterator : undefined;
      place = { shardId: place.shardId, from: sequenceNumber, iterator };
      return { shardId: place.shardId, sequenceNumber };
    },
  };
};

const shardsOf = async ({ client, StreamArn }: Stream): Promise<string[]> => {
  const shards: string[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const answer = await client.send(new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId }));
    const { Shards = [], LastEvaluatedShardId } = answer.StreamDescription ?? {};
    shards.push(...Shards.map(({ ShardId = '' }) => ShardId));
    ExclusiveStartShardId = LastEvaluatedShardId;
  } while (ExclusiveStartShardId !== undefined);
  return shards;
};

const iteratorAt = async ({ client, StreamArn }: Stream, { shardId, from }: Place): Promise<string> => {
  const whole = from === 'TRIM_HORIZON' || from === 'LATEST';
  const answer = await client.send(
    new GetShardIteratorCommand({
      StreamArn,
      ShardId: shardId,
      ShardIteratorType: whole ? from : 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: whole ? undefined : from,
    }),
  );
  return String(answer.ShardIterator);
};

const firstPlace = async (stream: Stream, start: StreamStart): Promise<Place | undefined> => {
  if (typeof start === 'object') return { shardId: start.shardId, from: start.sequenceNumber };
  const shardId = (await shardsOf(stream)).at(start === 'LATEST' ? -1 : 0);
  return shardId === undefined ? undefined : { shardId, from: start };
};

/** Behind the end of a closed shard: the start of the next one, or the same place again where none has begun. */
const nextPlace = async (stream: Stream, { shardId, from }: Place): Promise<Place> => {
  const shards = await shardsOf(stream);
  const next = shards[shards.indexOf(shardId) + 1];
  return next === undefined ? { shardId, from } : { shardId: next, from: 'TRIM_HORIZON' };
};

const lambdaRecord = (record: StreamsRecord, streamArn: string): StreamRecord => {
  const created = record.dynamodb?.ApproximateCreationDateTime;
  return jsonOf({
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(created === undefined ? {} : { ApproximateCreationDateTime: created.getTime() / 1000 }),
    },
    eventSourceARN: streamArn,
  }) as StreamRecord;
};

/** Lambda's events are JSON: bytes travel as base64. */
const jsonOf = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, jsonOf(field)]));
};
