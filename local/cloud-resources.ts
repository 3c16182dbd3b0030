import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudParts, OfType, Resolved } from './cloud-parts.ts';
import { createTable } from './create-table.ts';
import { localClientConfig } from './dynamo-engine.ts';
import type { FunctionSettings } from './lambda.ts';
import type { SavedMap } from './saved-json.ts';
import { localStateMachine } from './state-machine.ts';
import { LOCAL_ACCOUNT } from './template.ts';

/** Creates the tables and answers where the streams of the template are in the engine. */
export const createTables = async (ofType: OfType, endpoint: string): Promise<Map<string, string>> => {
  const client = new DynamoDBClient(localClientConfig(endpoint));
  const streams = new Map<string, string>();
  for (const { identity, properties } of ofType('AWS::DynamoDB::Table')) {
    const { streamArn } = await createTable(client, { ...properties, TableName: identity.ref });
    if (streamArn !== undefined) streams.set(String(identity.attribute('StreamArn')), streamArn);
  }
  client.destroy();
  return streams;
};

/** Puts the given secrets into the store, and those of the template that are not there yet. */
export const addSecrets = (
  ofType: OfType,
  given: Readonly<Record<string, string>>,
  secrets: SavedMap<string>,
): void => {
  for (const [name, value] of Object.entries(given)) secrets.set(name, value);
  for (const { identity, properties } of ofType('AWS::SecretsManager::Secret')) {
    const name = identity.ref.replace(/^.*:secret:/, '');
    if (secrets.get(name) === undefined) secrets.set(name, String(properties.SecretString ?? randomUUID()));
  }
};

/** A function of the template; its source is named in its metadata. Throws where it is not. */
export const functionSettings =
  (root: string) =>
  ({ resource, identity, properties }: Resolved): FunctionSettings => {
    const entry = resource.metadata['leasehold:entry'];
    if (typeof entry !== 'string') {
      throw new Error(
        `Function ${resource.logicalId} has no metadata leasehold:entry: make it a ServiceFunction.`,
      );
    }
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
    return {
      name: identity.ref,
      arn: String(identity.attribute('Arn')),
      entry: join(root, entry),
      environment: Variables,
      timeoutSeconds: Number(properties.Timeout ?? 3),
      memoryMegabytes: Number(properties.MemorySize ?? 128),
    };
  };

/** What the SDK reads; it looks at no credentials here, but wants some. */
export const sdkEnvironment = (awsUrl: string, dynamoUrl: string): Record<string, string> => ({
  AWS_REGION: LOCAL_ACCOUNT.region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL: awsUrl,
  AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
});

/** The machines of the template; `file` answers the text of an uploaded definition by its key. */
export const addMachines = (
  { ofType, machines, functions, onFailure }: CloudParts,
  { file, pauseMilliseconds }: { file: (key: string) => string; pauseMilliseconds?: number | undefined },
): void => {
  for (const { identity, properties } of ofType('AWS::StepFunctions::StateMachine')) {
    const { Key } = properties.DefinitionS3Location as { Key: string };
    const machine = localStateMachine({
      name: String(identity.attribute('Name')),
      arn: identity.ref,
      express: properties.StateMachineType === 'EXPRESS',
      definition: file(Key),
      substitutions: (properties.DefinitionSubstitutions ?? {}) as Record<string, string>,
      invoke: functions.invoke,
      pauseMilliseconds,
      onFailure,
    });
    machines.set(identity.ref, machine);
  }
};
