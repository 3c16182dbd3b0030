import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../local/create-table.ts';
import { localClientConfig, startDynamo } from '../../local/dynamo-engine.ts';
import { dynamoClaimStore } from '../../shared/adapters/dynamo-claim-store.ts';
import { dynamoInventory } from '../../shared/adapters/dynamo-inventory.ts';
import { dynamoLeaseStore } from '../../shared/adapters/dynamo-lease-store.ts';
import { dynamoStatistics, type StatisticsTable } from '../../shared/adapters/dynamo-statistics.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { NOON } from './leases.ts';

/** The table that the adapters need of whoever creates it, typed out. */
const TABLE_DEFINITION = {
  TableName: 'leasehold-test',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

/** The same table under another name. */
export const engineTable = (tableName: string) => ({ ...TABLE_DEFINITION, TableName: tableName });

/** The ports of the table, over any client. */
export type TablePorts = Pick<Deps, 'leases' | 'claims' | 'inventory' | 'statistics'>;

/** What the stores get besides a client in tests: no pause is waited for, and the clock stands at noon. */
export const storeSettings = (client: DynamoDBDocumentClient): StatisticsTable => ({
  client,
  tableName: TABLE_DEFINITION.TableName,
  newId: () => randomBytes(16).toString('hex'),
  sleep: async () => undefined,
  random: Math.random,
  clock: () => NOON,
});

/** The four stores over one client. */
export const storesOver = (table: StatisticsTable): TablePorts => ({
  leases: dynamoLeaseStore(table),
  claims: dynamoClaimStore(table),
  inventory: dynamoInventory(table),
  statistics: dynamoStatistics(table),
});

/** A table in the embedded engine, its stores, and how to end both. */
export type EngineTable = TablePorts & {
  client: DynamoDBDocumentClient;
  tableName: string;
  close: () => Promise<void>;
};

/** Starts an engine with the table in it. */
export const openEngineTable = async (): Promise<EngineTable> => {
  const dynamo = await startDynamo({ environment: {} });
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(dynamo.endpoint)));
  await createTable(client, TABLE_DEFINITION);
  const table = storeSettings(client);
  return {
    ...storesOver(table),
    client,
    tableName: table.tableName,
    close: async () => {
      client.destroy();
      await dynamo.close();
    },
  };
};
