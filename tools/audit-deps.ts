import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoClaimStore } from '../shared/adapters/dynamo-claim-store.ts';
import { dynamoInventory } from '../shared/adapters/dynamo-inventory.ts';
import { dynamoLeaseStore } from '../shared/adapters/dynamo-lease-store.ts';
import { dynamoStatistics } from '../shared/adapters/dynamo-statistics.ts';
import { dynamoTableReads } from '../shared/adapters/dynamo-table-reads.ts';
import { netboxClient } from '../shared/adapters/netbox/client.ts';
import type { AuditDeps } from '../shared/usecases/audit-run.ts';
import type { AuditCommand } from './audit-settings.ts';

/** The table and NetBox of an audit. Throws `netbox-misconfigured` where the URL of NetBox is none. */
export const auditDeps = ({ tableName, spaceId, netboxUrl, netboxToken }: AuditCommand): AuditDeps => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);
  const newId = (): string => randomBytes(16).toString('hex');
  const table = { client, tableName, newId, sleep: pause, random: Math.random, clock: Date.now };
  return {
    leases: dynamoLeaseStore(table),
    claims: dynamoClaimStore(table),
    inventory: dynamoInventory(table),
    statistics: dynamoStatistics(table),
    table: dynamoTableReads(table),
    netbox: netboxClient({
      url: netboxUrl,
      token: async () => netboxToken,
      clock: Date.now,
      sleep: pause,
      random: Math.random,
    }),
    clock: Date.now,
    sleep: pause,
    settings: { spaceId, nasSecretPrefix: '' },
  };
};
