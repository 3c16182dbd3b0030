import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../local/create-table.ts';
import { type Dynamo, localClientConfig } from '../../local/dynamo-engine.ts';

/** A table of one key `pk` with a stream. `put` writes items that hold nothing else, one after the other. */
export const streamedTable = async (dynamo: Dynamo, TableName: string) => {
  const client = new DynamoDBClient(localClientConfig(dynamo.endpoint));
  const table = await createTable(client, {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const put = async (...keys: string[]) => {
    for (const S of keys) await client.send(new PutItemCommand({ TableName, Item: { pk: { S } } }));
  };
  const remove = (S: string) => client.send(new DeleteItemCommand({ TableName, Key: { pk: { S } } }));
  return { put, remove, streamArn: table.streamArn ?? '' };
};
