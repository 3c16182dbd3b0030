import { type Identify, type Identity, LOCAL_ACCOUNT, type Resource } from './template.ts';

const { region, accountId } = LOCAL_ACCOUNT;

/** The local ARN of a resource, such as `arn:aws:sqs:us-east-1:000000000000:name`. */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The ARN of a function that a template names by its name or its ARN. */
export const functionArn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnOf('lambda', `function:${nameOrArn}`);

type Make = (name: string, base: string) => { ref: string; attributes: Record<string, string> };

/** The property that names a resource of this type, and what it answers under that name. */
const KINDS: Readonly<Record<string, { nameProperty: string; make: Make }>> = {
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    make: (name) => {
      const Arn = arnOf('dynamodb', `table/${name}`);
      return { ref: name, attributes: { Arn, StreamArn: `${Arn}/stream/local` } };
    },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    make: (name) => ({ ref: name, attributes: { Arn: functionArn(name) } }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    make: (name, base) => {
      const QueueUrl = `${base}/${accountId}/${name}`;
      return { ref: QueueUrl, attributes: { Arn: arnOf('sqs', name), QueueName: name, QueueUrl } };
    },
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    make: (name) => ({ ref: name, attributes: { Arn: arnOf('events', `event-bus/${name}`), Name: name } }),
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    make: (name) => {
      const Arn = arnOf('states', `stateMachine:${name}`);
      return { ref: Arn, attributes: { Arn, Name: name } };
    },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    make: (name) => ({ ref: arnOf('secretsmanager', `secret:${name}`), attributes: {} }),
  },
};

/** The name of a resource: as the template says, or made of its stack and logical id. */
const nameOf = (resource: Resource, resolve: (value: unknown) => unknown): string => {
  const given = resolve(resource.properties[KINDS[resource.type]?.nameProperty ?? 'Name']);
  return typeof given === 'string' ? given : `${resource.stack}-${resource.logicalId}`;
};

/**
 * Who every resource is on this machine. `awsUrl` is where the local AWS endpoint listens. What is not listed (roles,
 * log groups, parts of an API) answers its logical id, and to any attribute a word that says so.
 */
export const localIdentities =
  (awsUrl: string): Identify =>
  (resource, resolve): Identity => {
    const kind = KINDS[resource.type];
    if (kind === undefined) {
      const { logicalId } = resource;
      return { ref: logicalId, attribute: (attribute) => `local:${logicalId}.${attribute}` };
    }
    const { ref, attributes } = kind.make(nameOf(resource, resolve), awsUrl);
    return { ref, attribute: (attribute) => attributes[attribute] };
  };
