import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** The Properties of an AWS::DynamoDB::Table or AWS::DynamoDB::GlobalTable, resolved to plain values. */
export type TableProperties = Record<string, unknown>;

/** A table that is ready for use; `streamArn` is absent where the template asks for no stream. */
export type CreatedTable = { tableName: string; tableArn: string; streamArn?: string };

/**
 * The CreateTable call for a table of a template: on demand whatever the template says, because a local engine
 * has no capacity to provision. Backups, deletion protection, encryption, TTL and tags mean nothing here.
 */
export const createTableInput = (properties: TableProperties): CreateTableCommandInput => ({
  TableName: properties.TableName as string,
  AttributeDefinitions: properties.AttributeDefinitions as CreateTableCommandInput['AttributeDefinitions'],
  KeySchema: properties.KeySchema as CreateTableCommandInput['KeySchema'],
  BillingMode: 'PAY_PER_REQUEST',
  ...indexes(properties),
  ...stream(properties.StreamSpecification as { StreamViewType: 'NEW_AND_OLD_IMAGES' } | undefined),
});

/** Creates the table unless it is there already (data kept from an earlier run) and waits until it is usable. */
export const createTable = async (
  client: DynamoDBClient,
  properties: TableProperties,
): Promise<CreatedTable> => {
  const input = createTableInput(properties);
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const named = { TableName: input.TableName };
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 }, named);
  const { Table } = await client.send(new DescribeTableCommand(named));
  return {
    tableName: input.TableName as string,
    tableArn: Table?.TableArn as string,
    ...(Table?.LatestStreamArn === undefined ? {} : { streamArn: Table.LatestStreamArn }),
  };
};

const indexes = (properties: TableProperties) => {
  const secondary = (properties.GlobalSecondaryIndexes ?? []) as GlobalSecondaryIndex[];
  if (secondary.length === 0) return {};
  return {
    GlobalSecondaryIndexes: secondary.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
  };
};

const stream = (specification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } | undefined) =>
  specification === undefined
    ? {}
    : { StreamSpecification: { StreamEnabled: true, StreamViewType: specification.StreamViewType } };
