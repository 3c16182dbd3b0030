import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsHttp } from './adapters/aws-http.ts';
import { dynamoClaimStore } from './adapters/dynamo-claim-store.ts';
import { dynamoInventory } from './adapters/dynamo-inventory.ts';
import { dynamoLeaseStore } from './adapters/dynamo-lease-store.ts';
import { dynamoStatistics } from './adapters/dynamo-statistics.ts';
import { emfMetrics } from './adapters/emf-metrics.ts';
import { eventBridgePublisher } from './adapters/eventbridge-publisher.ts';
import { jsonLog, type ScopedLog } from './adapters/json-log.ts';
import { type LambdaHandlers, lambdaHandlers } from './adapters/lambda/lambda-handlers.ts';
import { netboxClient } from './adapters/netbox/client.ts';
import { countRequests } from './adapters/netbox/count-requests.ts';
import { radiusSessionControl } from './adapters/radius-session-control.ts';
import { secretReader } from './adapters/secret-reader.ts';
import { secretsManagerStore } from './adapters/secrets-manager-store.ts';
import { sfnRevokeMachine } from './adapters/sfn-revoke-machine.ts';
import { sqsSetAside } from './adapters/sqs-set-aside.ts';
import { sqsVisibility } from './adapters/sqs-visibility.ts';
import { standardOutput } from './adapters/standard-output.ts';
import { ENV, type EnvName } from './contract/env.ts';
import type { Deps } from './usecases/ports.ts';

/** The environment that a function is wired from. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that a function's entry file needs: the ports for its use case, and the handlers that parse its trigger. */
export type Wired = Deps & LambdaHandlers & { flush: () => Promise<void>; within: ScopedLog['within'] };

const reader =
  (environment: Environment) =>
  (name: EnvName): string => {
    const value = environment[name];
    if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
    return value;
  };

const newId = (): string => randomBytes(16).toString('hex');

const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);

const clock = (): number => Date.now();

/** The SDK would read AWS_ENDPOINT_URL at its first call, and not here. */
const endpointOf = (environment: Environment, service: string): { endpoint?: string } => {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`] ?? environment.AWS_ENDPOINT_URL;
  return endpoint === undefined ? {} : { endpoint };
};

type Sender = { send: (...given: never[]) => unknown };

/** A client that is made with its first call: most functions never call most services, and making one takes its time. */
const madeLate = <C extends Sender>(make: () => C): C => {
  let made: C | undefined;
  const send: Sender['send'] = (...given) => {
    made ??= make();
    return made.send(...given);
  };
  return { send } as C;
};

/** One client of each service a process. No socket is opened until the first call. */
const clients = (environment: Environment) => {
  const config = (service: string) => ({
    ...endpointOf(environment, service),
    requestHandler: awsHttp(),
  });
  return {
    // The adapters repeat what may be repeated; the SDK's own repeats would multiply theirs.
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient({ ...config('DYNAMODB'), maxAttempts: 1 }), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    events: madeLate(() => new EventBridgeClient(config('EVENTBRIDGE'))),
    machine: madeLate(() => new SFNClient(config('SFN'))),
    queues: madeLate(() => new SQSClient(config('SQS'))),
    secrets: madeLate(() => new SecretsManagerClient(config('SECRETS_MANAGER'))),
  };
};

const stores = (client: DynamoDBDocumentClient, tableName: string) => {
  const table = { client, tableName, newId, sleep: pause, random: Math.random, clock };
  return {
    leases: dynamoLeaseStore(table),
    claims: dynamoClaimStore(table),
    inventory: dynamoInventory(table),
    statistics: dynamoStatistics(table),
  };
};

/**
 * The composition root: environment to adapters to what a function's entry file needs. Called once, while the entry
 * file is loaded. Throws an Error that names the first environment variable that is missing.
 */
export const wire = (given: Environment = process.env): Wired => {
  // Where functions share a process, its environment is another one's by the time of the first call.
  const environment = { ...given };
  const env = reader(environment);
  const { dynamo, events, machine, queues, secrets } = clients(environment);
  const { log, within } = jsonLog({ write: standardOutput, clock });
  const { metrics, flush } = emfMetrics({ write: standardOutput, log });
  const secretValues = secretReader(secrets, clock);
  const setAsideUnpublishable = sqsSetAside(queues, env(ENV.unpublishableQueueUrl));
  const netbox = netboxClient({
    url: env(ENV.netboxUrl),
    token: () => secretValues.read(env(ENV.netboxTokenSecret)),
    freshToken: () => secretValues.refresh(env(ENV.netboxTokenSecret)),
    clock,
    sleep: pause,
    random: Math.random,
    onRequest: countRequests(metrics),
  });
  return {
    ...stores(dynamo, env(ENV.tableName)),
    netbox,
    sessions: radiusSessionControl({
      secrets: secretValues.read,
      freshSecrets: secretValues.refresh,
      clock,
      random: Math.random,
    }),
    machine: sfnRevokeMachine(machine, env(ENV.stateMachineArn)),
    publisher: eventBridgePublisher({
      client: events,
      busName: env(ENV.eventBusName),
      setAside: setAsideUnpublishable,
      log,
    }),
    secrets: secretsManagerStore(secrets),
    metrics,
    log,
    within,
    flush,
    clock,
    sleep: pause,
    newId,
    settings: { spaceId: env(ENV.spaceId), nasSecretPrefix: env(ENV.nasSecretPrefix) },
    ...lambdaHandlers({
      clock,
      log,
      within,
      flush,
      metrics,
      setAsideUnpublishable,
      setAsideMalformed: sqsSetAside(queues, env(ENV.provisioningDeadLetterQueueUrl)),
      extendVisibility: sqsVisibility(queues, env(ENV.authorizationQueueUrl)),
    }),
  };
};
