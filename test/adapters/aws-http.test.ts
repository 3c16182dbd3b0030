import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { localClientConfig } from '../../local/dynamo-engine.ts';
import { awsHttp } from '../../shared/adapters/aws-http.ts';
import { dynamoLeaseStore } from '../../shared/adapters/dynamo-lease-store.ts';
import { storeSettings } from '../support/engine-table.ts';
import { KEY } from '../support/leases.ts';

test('a table that takes a request and never answers is given up, and is no secret', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      ...localClientConfig(`http://127.0.0.1:${port}`),
      requestHandler: awsHttp(20),
      maxAttempts: 1,
    }),
  );
  await expect(dynamoLeaseStore(storeSettings(client)).read(KEY)).rejects.toMatchObject({
    code: 'contended',
    cause: { name: 'TimeoutError' },
  });
  expect(sockets).toHaveLength(6);
  client.destroy();
  for (const socket of sockets) socket.destroy();
  silent.close();
});
