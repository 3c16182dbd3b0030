import type { Resource } from './template.ts';

/** The resource types that the local runtime brings to life. */
export const INTERPRETED = [
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
] as const;

/** The resource types that mean nothing on one machine: rights, logs, alarms, keys, and CDK's own. */
const IGNORED: readonly string[] = [
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Permission',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::EventBusPolicy',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::KMS::Key',
  'AWS::KMS::Alias',
  'AWS::CDK::Metadata',
];

/** One of the types that are brought to life. */
export type InterpretedType = (typeof INTERPRETED)[number];

/** Throws where a template holds a type that is neither brought to life nor known to mean nothing here. */
export const refuseUnknownTypes = (resources: readonly Resource[]): void => {
  const known: readonly string[] = [...INTERPRETED, ...IGNORED];
  const unknown = resources.filter(({ type }) => !known.includes(type));
  if (unknown.length === 0) return;
  const names = unknown.map(({ stack, logicalId, type }) => `${type} (${stack}/${logicalId})`).join(', ');
  throw new Error(
    `The local runtime does not know ${names}. Interpret the type in local/cloud.ts and name it in ` +
      'local/resource-types.ts, or list it there as one that means nothing on one machine.',
  );
};
