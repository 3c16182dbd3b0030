import { randomUUID } from 'node:crypto';
import type { LocalEventBus, PutEventsEntry } from './event-bus.ts';
import type { LocalQueue } from './queues.ts';
import type { SavedMap } from './saved-json.ts';
import type { LocalStateMachine } from './state-machine.ts';
import { type Json, LOCAL_ACCOUNT } from './template.ts';

/** What the calls act on. Queues are found by URL, machines by ARN, secrets by name. */
export type AwsResources = {
  bus: LocalEventBus;
  queue: (url: string) => LocalQueue | undefined;
  machine: (arn: string) => LocalStateMachine | undefined;
  secrets: SavedMap<string>;
  clock: () => number;
};

/** An error that the SDK shows under this name. */
export class AwsFault extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

type Call = (input: Json, resources: AwsResources) => Json;

const fault = (name: string, message: string): never => {
  throw new AwsFault(name, message);
};

const putEvents: Call = ({ Entries }, { bus }) => {
  const entries = Entries as PutEventsEntry[];
  if (entries.length === 0 || entries.length > 10)
    fault('ValidationException', 'Between 1 and 10 entries are taken.');
  return bus.putEvents(entries);
};

const startExecution: Call = ({ stateMachineArn, name, input = '{}' }, { machine, clock }) => {
  const found =
    machine(String(stateMachineArn)) ?? fault('StateMachineDoesNotExist', `There is no ${stateMachineArn}.`);
  const { arn } = found.start(parsed(String(input)), name as string | undefined);
  return { executionArn: arn, startDate: clock() / 1000 };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return fault('InvalidExecutionInput', 'The input is not JSON.');
  }
};

const queueOf = ({ QueueUrl }: Json, { queue }: AwsResources): LocalQueue =>
  queue(String(QueueUrl)) ?? fault('QueueDoesNotExist', `There is no queue ${QueueUrl}.`);

const send = (queue: LocalQueue, entry: Json): Json => {
  const MessageId = queue.send(String(entry.MessageBody), {
    delaySeconds: entry.DelaySeconds as number | undefined,
    messageAttributes: entry.MessageAttributes as Json | undefined,
  });
  const sent = queue.messages().find(({ messageId }) => messageId === MessageId);
  return { MessageId, MD5OfMessageBody: sent?.md5OfBody };
};

const changeMessageVisibility: Call = (input, resources) => {
  const changed = queueOf(input, resources).changeVisibility(
    String(input.ReceiptHandle),
    Number(input.VisibilityTimeout),
  );
  return changed ? {} : fault('ReceiptHandleIsInvalid', 'The message is not in flight under this handle.');
};

const sendMessageBatch: Call = (input, resources) => {
  const queue = queueOf(input, resources);
  return {
    Successful: (input.Entries as Json[]).map((entry) => ({ Id: entry.Id, ...send(queue, entry) })),
    Failed: [],
  };
};

const secretArn = (name: string): string =>
  `arn:aws:secretsmanager:${LOCAL_ACCOUNT.region}:${LOCAL_ACCOUNT.accountId}:secret:${name}`;

const secretName = ({ SecretId }: Json): string =>
  String(SecretId).replace(/^arn:aws:secretsmanager:.*:secret:/, '');

const existing = (input: Json, { secrets }: AwsResources): { name: string; value: string } => {
  const name = secretName(input);
  const value = secrets.get(name) ?? fault('ResourceNotFoundException', `There is no secret ${name}.`);
  return { name, value };
};

const secretAnswer = (name: string): Json => ({ ARN: secretArn(name), Name: name, VersionId: randomUUID() });

const createSecret: Call = ({ Name, SecretString }, { secrets }) => {
  const name = String(Name);
  if (secrets.get(name) !== undefined) fault('ResourceExistsException', `The secret ${name} exists already.`);
  secrets.set(name, String(SecretString));
  return secretAnswer(name);
};

const putSecretValue: Call = (input, resources) => {
  const { name } = existing(input, resources);
  resources.secrets.set(name, String(input.SecretString));
  return secretAnswer(name);
};

const deleteSecret: Call = (input, resources) => {
  const { name } = existing(input, resources);
  resources.secrets.remove(name);
  return { ...secretAnswer(name), DeletionDate: resources.clock() / 1000 };
};

/** Every SDK call that handlers make, by its X-Amz-Target. A function that makes another needs a line here. */
export const AWS_CALLS: Readonly<Record<string, Call>> = {
  'AWSEvents.PutEvents': putEvents,
  'AWSStepFunctions.StartExecution': startExecution,
  'AmazonSQS.SendMessage': (input, resources) => send(queueOf(input, resources), input),
  'AmazonSQS.SendMessageBatch': sendMessageBatch,
  'AmazonSQS.ChangeMessageVisibility': changeMessageVisibility,
  'secretsmanager.GetSecretValue': (input, resources) => {
    const { name, value } = existing(input, resources);
    return { ...secretAnswer(name), SecretString: value };
  },
  'secretsmanager.DescribeSecret': (input, resources) => secretAnswer(existing(input, resources).name),
  'secretsmanager.CreateSecret': createSecret,
  'secretsmanager.PutSecretValue': putSecretValue,
  'secretsmanager.DeleteSecret': deleteSecret,
};
