import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { serveAws } from '../../local/aws-endpoint.ts';
import { localClientConfig } from '../../local/dynamo-engine.ts';
import { type LocalEventBus, localEventBus } from '../../local/event-bus.ts';
import type { LoopbackServer } from '../../local/loopback-server.ts';
import { type LocalQueue, localQueue } from '../../local/queues.ts';
import { savedMap } from '../../local/saved-json.ts';
import { type LocalStateMachine, localStateMachine } from '../../local/state-machine.ts';
import { type SteppedTimeline, steppedTimeline } from '../support/stepped-timeline.ts';

const NOW = Date.UTC(2030, 0, 1);
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:revoke';

let server: LoopbackServer;
let timeline: SteppedTimeline;
let bus: LocalEventBus;
let queue: LocalQueue;
let machine: LocalStateMachine;
let failures: unknown[];

beforeEach(async () => {
  failures = [];
  timeline = steppedTimeline(NOW);
  bus = localEventBus(timeline.now, () => undefined);
  bus.addBus('lease');
  queue = localQueue({ name: 'work', arn: 'arn:work', visibilitySeconds: 30, delaySeconds: 0 }, timeline);
  machine = localStateMachine({
    name: 'revoke',
    arn: MACHINE,
    express: true,
    definition: '{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}',
    substitutions: {},
    invoke: async () => null,
    onFailure: () => undefined,
  });
  const resources = {
    bus,
    queue: (url: string) => (url.endsWith('/work') ? queue : undefined),
    machine: (arn: string) => (arn === MACHINE ? machine : undefined),
    secrets: savedMap<string>(undefined, 'secrets'),
    clock: timeline.now,
  };
  server = await serveAws(resources, (error) => failures.push(error));
});

afterEach(() => server.close());

const config = () => localClientConfig(server.url);

describe('EventBridge', () => {
  const entry = { EventBusName: 'lease', Source: 's', DetailType: 'd', Detail: '{}' };
  const put = (Entries: (typeof entry)[]) =>
    new EventBridgeClient(config()).send(new PutEventsCommand({ Entries }));

  test('takes events, and says of each whether it was taken', async () => {
    const got: unknown[] = [];
    bus.addRule('lease', { pattern: { source: ['s'] }, targets: [{ deliver: (event) => got.push(event) }] });
    const answer = await put([entry, { ...entry, Detail: '{' }]);
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }],
    });
    expect(got).toHaveLength(1);
  });

  test.each([0, 11])('refuses %d entries at once', async (count) => {
    await expect(put(Array.from({ length: count }, () => entry))).rejects.toThrow('Between 1 and 10');
  });

  test('refuses what it does not know, naming the call', async () => {
    const call = new EventBridgeClient(config()).send(new ListRulesCommand({}));
    await expect(call).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The local AWS endpoint has no AWSEvents.ListRules: add it in local/aws-calls.ts.',
    });
  });

  test('has a defect where a bus is not there: it answers 500 and reports it', async () => {
    const client = new EventBridgeClient({ ...config(), maxAttempts: 1 });
    const Entries = [{ ...entry, EventBusName: 'none' }];
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    expect(String(failures[0])).toContain('There is no event bus none.');
  });
});

describe('Step Functions', () => {
  const start = (input: object) =>
    new SFNClient(config()).send(new StartExecutionCommand({ stateMachineArn: MACHINE, ...input }));

  test('starts an execution, named or not', async () => {
    const { executionArn, startDate } = await start({ input: '{"n":1}', name: 'mine' });
    await start({});
    await machine.settled();
    expect(startDate).toEqual(new Date(NOW));
    expect(machine.executions()).toMatchObject([{ arn: executionArn, output: { n: 1 } }, { output: {} }]);
    expect(executionArn).toContain(':express:revoke:mine:');
  });

  test('knows neither other machines nor input that is no JSON', async () => {
    await expect(start({ stateMachineArn: `${MACHINE}2` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(start({ input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });
});

describe('SQS', () => {
  const sqs = () => new SQSClient(config());
  const url = () => `${server.url}/000000000000/work`;

  test('takes one message or several, with their attributes and delays', async () => {
    const MessageAttributes = { reason: { DataType: 'String', StringValue: 'r' } };
    const one = await sqs().send(
      new SendMessageCommand({ QueueUrl: url(), MessageBody: 'a', MessageAttributes }),
    );
    const Entries = [
      { Id: '1', MessageBody: 'b' },
      { Id: '2', MessageBody: 'c', DelaySeconds: 9 },
    ];
    const batch = await sqs().send(new SendMessageBatchCommand({ QueueUrl: url(), Entries }));
    expect(queue.messages()).toMatchObject([
      { messageId: one.MessageId, body: 'a', messageAttributes: MessageAttributes },
      { body: 'b' },
      { body: 'c' },
    ]);
    expect(queue.visible()).toBe(2);
    expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['1', '2']);
  });

  test('changes how long a message stays hidden', async () => {
    queue.send('a');
    const [message] = queue.receive(1);
    const change = { QueueUrl: url(), ReceiptHandle: message?.receiptHandle, VisibilityTimeout: 0 };
    await sqs().send(new ChangeMessageVisibilityCommand(change));
    expect(queue.visible()).toBe(1);
    await expect(sqs().send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
    });
  });

  test('knows no other queue', async () => {
    const call = sqs().send(new SendMessageCommand({ QueueUrl: `${url()}2`, MessageBody: 'a' }));
    await expect(call).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('Secrets Manager', () => {
  const secrets = () => new SecretsManagerClient(config());
  const read = (SecretId: string) => secrets().send(new GetSecretValueCommand({ SecretId }));

  test('keeps a secret from its creation to its end, by name and by ARN', async () => {
    const created = await secrets().send(
      new CreateSecretCommand({ Name: 'nas/acme/10.0.0.1', SecretString: 'one' }),
    );
    expect((await read('nas/acme/10.0.0.1')).SecretString).toBe('one');
    await secrets().send(new PutSecretValueCommand({ SecretId: 'nas/acme/10.0.0.1', SecretString: 'two' }));
    expect((await read(created.ARN ?? '')).SecretString).toBe('two');
    expect(await secrets().send(new DescribeSecretCommand({ SecretId: 'nas/acme/10.0.0.1' }))).toMatchObject({
      Name: 'nas/acme/10.0.0.1',
      ARN: created.ARN,
    });
    const gone = await secrets().send(new DeleteSecretCommand({ SecretId: 'nas/acme/10.0.0.1' }));
    expect(gone.DeletionDate).toEqual(new Date(NOW));
    await expect(read('nas/acme/10.0.0.1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('creates no secret twice, and changes or deletes none that is not there', async () => {
    const create = () => secrets().send(new CreateSecretCommand({ Name: 'a', SecretString: '1' }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ResourceExistsException' });
    const missing = { SecretId: 'b', SecretString: '1' };
    for (const call of [
      secrets().send(new PutSecretValueCommand(missing)),
      secrets().send(new DeleteSecretCommand(missing)),
    ]) {
      await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
  });
});
