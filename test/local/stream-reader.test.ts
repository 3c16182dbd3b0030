import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, test } from '@jest/globals';
import { localClientConfig, startDynamo } from '../../local/dynamo-engine.ts';
import { type StreamStart, streamReader } from '../../local/stream-reader.ts';
import { streamedTable } from '../support/streamed-table.ts';

test('a stream goes on behind its checkpoint after a restart of everything', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-stream-'));
  const first = await startDynamo({ dataDir });
  const before = await streamedTable(first, 'kept');
  await before.put('a', 'b');
  await first.close();
  const second = await startDynamo({ dataDir });
  const after = await streamedTable(second, 'kept');
  await after.put('c');
  const client = new DynamoDBStreamsClient(localClientConfig(second.endpoint));
  const stream = { client, StreamArn: after.streamArn };
  const [record] = await streamReader(stream, 'TRIM_HORIZON').read(1);
  const checkpoint = {
    shardId: 'shardId-00000001-kept',
    sequenceNumber: record?.dynamodb.SequenceNumber ?? '',
  };
  const rest = await streamReader(stream, checkpoint).read(10);
  expect(after.streamArn).toBe(before.streamArn);
  expect(rest.map(({ dynamodb }) => dynamodb.NewImage)).toEqual([{ pk: { S: 'b' } }, { pk: { S: 'c' } }]);
  await second.close();
  rmSync(dataDir, { recursive: true });
});

describe('a stream of several shards', () => {
  type Page = { Records: { dynamodb: { SequenceNumber: string } }[]; NextShardIterator?: string };
  type Input = Record<string, unknown>;
  const answers: Record<string, (input: Input, pages: Record<string, Page>) => unknown> = {
    DescribeStreamCommand: ({ ExclusiveStartShardId: after }) =>
      after === undefined
        ? { StreamDescription: { Shards: [{ ShardId: 's1' }], LastEvaluatedShardId: 's1' } }
        : { StreamDescription: { Shards: [{ ShardId: 's2' }] } },
    GetShardIteratorCommand: ({ ShardId, SequenceNumber, ShardIteratorType }) => ({
      ShardIterator: `${ShardId}:${SequenceNumber ?? ShardIteratorType}`,
    }),
    GetRecordsCommand: ({ ShardIterator }, pages) => {
      const page = pages[String(ShardIterator)];
      if (page === undefined) throw new Error(`unexpected ${ShardIterator}`);
      return page;
    },
  };
  const reading = (pages: Record<string, Page>, start: StreamStart) => {
    const send = async (command: { constructor: { name: string }; input: Input }) =>
      answers[command.constructor.name]?.(command.input, pages);
    const client = { send } as unknown as DynamoDBStreamsClient;
    return streamReader({ client, StreamArn: 'arn' }, start);
  };
  const record = (SequenceNumber: string) => ({ dynamodb: { SequenceNumber } });
  const sequences = async (reader: {
    read: (limit: number) => Promise<{ dynamodb: { SequenceNumber: string } }[]>;
  }) => (await reader.read(9)).map(({ dynamodb }) => dynamodb.SequenceNumber);

  test('is read one shard after the other', async () => {
    const reader = reading(
      {
        's1:TRIM_HORIZON': { Records: [record('1'), record('2')] },
        's1:2': { Records: [] },
        's2:TRIM_HORIZON': { Records: [], NextShardIterator: 's2:b' },
        's2:b': { Records: [record('3')], NextShardIterator: 's2:c' },
        's2:c': { Records: [] },
        's2:3': { Records: [record('4')] },
      },
      'TRIM_HORIZON',
    );
    expect(await sequences(reader)).toEqual(['1', '2']);
    expect(reader.done('2')).toEqual({ shardId: 's1', sequenceNumber: '2' });
    expect(await sequences(reader)).toEqual([]);
    expect(await sequences(reader)).toEqual([]);
    expect(await sequences(reader)).toEqual(['3']);
    expect(reader.done('3')).toEqual({ shardId: 's2', sequenceNumber: '3' });
    expect(await sequences(reader)).toEqual([]);
    expect(await sequences(reader)).toEqual(['4']);
  });

  test('begins in the last shard for the newest record', async () => {
    const reader = reading({ 's2:LATEST': { Records: [record('9')] } }, 'LATEST');
    expect(await sequences(reader)).toEqual(['9']);
  });

  test('is asked for a new iterator when an old one is refused', async () => {
    const pages: Record<string, Page> = {
      's1:TRIM_HORIZON': { Records: [], NextShardIterator: 'old' },
    };
    const reader = reading(pages, 'TRIM_HORIZON');
    await reader.read(9);
    await expect(reader.read(9)).rejects.toThrow('unexpected old');
    pages['s1:TRIM_HORIZON'] = { Records: [record('1')] };
    expect(await sequences(reader)).toEqual(['1']);
  });

  test('does not skip records by asking anew for the newest one', async () => {
    const pages: Record<string, Page> = { 's2:LATEST': { Records: [], NextShardIterator: 'next' } };
    const reader = reading(pages, 'LATEST');
    await reader.read(9);
    await expect(reader.read(9)).rejects.toThrow('unexpected next');
    pages.next = { Records: [record('1')] };
    expect(await sequences(reader)).toEqual(['1']);
  });

  test('carries bytes as base64, and cannot be marked done before it was read', async () => {
    const image = { B: new Uint8Array([1, 2]), L: [{ B: new Uint8Array([3]) }] };
    const Records = [{ dynamodb: { SequenceNumber: '1', NewImage: image } }];
    const reader = reading({ 's1:TRIM_HORIZON': { Records } }, 'TRIM_HORIZON');
    expect(() => reader.done('1')).toThrow('Nothing was read');
    expect(await reader.read(1)).toEqual([
      {
        dynamodb: { SequenceNumber: '1', NewImage: { B: 'AQI=', L: [{ B: 'Aw==' }] } },
        eventSourceARN: 'arn',
      },
    ]);
  });

  test('that has no shard yet reads as empty', async () => {
    const client = { send: async () => ({}) } as unknown as DynamoDBStreamsClient;
    expect(await streamReader({ client, StreamArn: 'arn' }, 'TRIM_HORIZON').read(1)).toEqual([]);
  });
});
