import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTable, createTableInput } from '../../local/create-table.ts';
import { type Dynamo, localClientConfig, startDynamo } from '../../local/dynamo-engine.ts';

const KEYS = {
  TableName: 'kept',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

/** What the engine asks of its stream records when a stream is read, and before it writes. */
const AFTER_A_PLACE = 'WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3\n';
const NEXT_PLACE =
  'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1';
const ENGINE_ASKS = [
  `SELECT event_name FROM _stream_records ${AFTER_A_PLACE} ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?4`,
  NEXT_PLACE,
];

const engineBinary = (): Buffer =>
  readFileSync(
    createRequire(import.meta.url).resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`),
  );

const closing: Dynamo[] = [];
const started = async (options = {}) => {
  const dynamo = await startDynamo({ environment: {}, ...options });
  closing.push(dynamo);
  return dynamo;
};
const clientOf = ({ endpoint }: Dynamo) => new DynamoDBClient(localClientConfig(endpoint));

const refuses = async (endpoint: string) => {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  return Promise.race([once(socket, 'error').then(() => true), once(socket, 'connect').then(() => false)]);
};

afterEach(async () => {
  await Promise.all(closing.splice(0).map((dynamo) => dynamo.close()));
});

describe('the embedded engine', () => {
  test('is ready for calls when start returns, and gone when close returns', async () => {
    const dynamo = await started();
    await createTable(clientOf(dynamo), KEYS);
    expect(await refuses(dynamo.endpoint)).toBe(false);
    await dynamo.close();
    expect(await refuses(dynamo.endpoint)).toBe(true);
    await expect(dynamo.close()).resolves.toBeUndefined();
  });

  test('keeps its items in the data folder over a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-engine-'));
    const Item = { pk: { S: 'a' }, n: { N: '1' } };
    const first = await started({ dataDir });
    await createTable(clientOf(first), KEYS);
    await clientOf(first).send(new PutItemCommand({ TableName: 'kept', Item }));
    await first.close();
    const second = clientOf(await started({ dataDir }));
    await createTable(second, KEYS);
    const found = await second.send(new GetItemCommand({ TableName: 'kept', Key: { pk: { S: 'a' } } }));
    expect(found.Item).toEqual(Item);
    rmSync(dataDir, { recursive: true });
  });

  test('finds a place in a stream of a kept table without looking through all of it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-engine-'));
    await started({ dataDir });
    const database = new DatabaseSync(join(dataDir, 'dynamodb.sqlite'), { readOnly: true });
    const plans = ENGINE_ASKS.map((sql) => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()[0]?.detail);
    database.close();
    expect(plans).toEqual([
      expect.stringMatching(/^SEARCH .* INDEX stream_places \(table_name=\? AND <expr>>\?\)/),
      expect.stringMatching(/^SEARCH .* COVERING INDEX stream_places/),
    ]);
    rmSync(dataDir, { recursive: true });
  });

  test('asks of its stream records what the index is for', () => {
    const binary = engineBinary();
    for (const text of [AFTER_A_PLACE, NEXT_PLACE]) expect(binary.includes(text)).toBe(true);
  });

  test('dies with its parent, even when the parent is killed without warning', async () => {
    const module = new URL('../../local/dynamo-engine.ts', import.meta.url).href;
    const script = `const { startDynamo } = await import('${module}');
      console.log((await startDynamo({ environment: {} })).endpoint); setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [endpoint] = (await once(createInterface(parent.stdout), 'line')) as [string];
    expect(await refuses(endpoint)).toBe(false);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (!(await refuses(endpoint))) await new Promise((resolve) => setImmediate(resolve));
  });

  test('says how to go on where the platform has no engine', async () => {
    await expect(startDynamo({ environment: {}, platform: 'plan9-mips' })).rejects.toThrow(
      /no embedded DynamoDB engine for plan9-mips\. Set DYNAMODB_ENDPOINT/,
    );
  });

  test('gives way to a named endpoint and starts nothing', async () => {
    const dynamo = await startDynamo({
      environment: { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' },
      platform: 'plan9-mips',
    });
    expect(dynamo.endpoint).toBe('http://127.0.0.1:1');
    await dynamo.close();
  });

  test('reports what the engine complains about when it cannot start', async () => {
    await expect(started({ dataDir: '/dev/null/nowhere' })).rejects.toThrow(/ENOTDIR/);
    const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-engine-'));
    const blocked = join(dataDir, 'dynamodb.sqlite');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(blocked);
    await expect(started({ dataDir })).rejects.toThrow(/ended at once .*: \S/);
    rmSync(dataDir, { recursive: true });
  });
});

describe('a table of a template', () => {
  test('becomes a CreateTable call without what a local engine cannot honour', () => {
    expect(
      createTableInput({
        ...KEYS,
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'due',
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
            ContributorInsightsSpecification: { Enabled: true },
          },
        ],
      }),
    ).toEqual({
      ...KEYS,
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  test('reports its stream where it has one', async () => {
    const client = clientOf(await started());
    const plain = await createTable(client, KEYS);
    expect(plain).toEqual({ tableName: 'kept', tableArn: expect.stringContaining(':table/kept') });
    const streamed = await createTable(client, {
      ...KEYS,
      TableName: 'streamed',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(streamed.streamArn).toContain(':table/streamed/stream/');
  });

  test('that the engine refuses is an error', async () => {
    const client = clientOf(await started());
    await expect(createTable(client, { ...KEYS, KeySchema: [] })).rejects.toThrow();
  });
});
