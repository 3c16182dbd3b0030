import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import type { Settings } from './settings.ts';

/** Rules of cdk-nag's packs that do not hold for the resources whose construct path matches `at`, and why. */
export type NagReason = { rules: readonly string[]; at: RegExp; reason: string };

const FUNCTION = /^LeaseholdCore\/\w+\/Resource$/;
const FUNCTION_POLICY = /^LeaseholdCore\/\w+Role\/DefaultPolicy\/Resource$/;
const MACHINE = /^LeaseholdCore\/Revoke\/Machine\//;

const REASONS: readonly NagReason[] = [
  {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    at: FUNCTION_POLICY,
    reason:
      'xray:PutTraceSegments and PutTelemetryRecords are about no resource, and IAM takes nothing else for them; ' +
      'neither does dynamodb:ListStreams, which Lambda itself asks of the two consumers of the stream, nor the calls ' +
      'with which it gives a function in a VPC its address.',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    at: MACHINE,
    reason:
      'The delivery of logs (logs:CreateLogDelivery and its kin) and the calls of X-Ray are about no resource: IAM ' +
      'takes nothing else for them.',
  },
  {
    rules: ['AwsSolutions-APIG4'],
    at: /^LeaseholdCore\/Http\/Api\/GET--(api--v1--)?(openapi\.json|health)\/Resource$/,
    reason: 'The API description and the health check say nothing about anybody and are meant to be open.',
  },
  {
    rules: ['AwsSolutions-SF1'],
    at: MACHINE,
    reason:
      'Every step writes what it did to the lease, and its function logs a line; the machine logs what fails. ALL ' +
      'would log a dozen events of a revocation that say the same again, at more than the machine costs.',
  },
  {
    rules: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
    at: /^LeaseholdCore\/((Provisioning|Authorization)\/DeadLetters|Unpublishable|Undelivered)\/Resource$/,
    reason:
      'The queue is itself where dead letters go, from a queue, a rule, a schedule or the publisher. A person ' +
      'empties it, and an alarm rings while it is not empty.',
  },
  {
    rules: ['Serverless-LambdaTracing'],
    at: FUNCTION,
    reason:
      'A function goes on with the trace of the revoke machine and begins none: a trace for each batch of the stream ' +
      'and each request would cost more than all the writes, and say less than the lines of one correlation id.',
  },
  {
    rules: ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
    at: FUNCTION,
    reason:
      'Nothing waits in a function: the API and the machine call it and take its answer, queues and the stream keep ' +
      'what it did not do. A sweep that failed is done again by the next, and SweepNotRun rings where none is.',
  },
  {
    rules: ['Serverless-LambdaEventSourceMappingDestination'],
    at: /^LeaseholdCore\/\w+\/(DynamoDB|Sqs)EventSource:\w+\/Resource$/,
    reason:
      'A queue has its own dead-letter queue. The stream is never given up on: a destination of the mapping would ' +
      'get the place of a record and not its content, so a record that cannot be published goes whole to a queue.',
  },
  {
    rules: ['NIST.800.53.R5-DynamoDBInBackupPlan'],
    at: /^LeaseholdData\/Leases\/Resource$/,
    reason:
      'Point-in-time recovery restores any second of the last 35 days. A backup of a day is no help: NetBox and the ' +
      'routers have moved on.',
  },
  {
    rules: ['NIST.800.53.R5-CloudWatchLogGroupEncrypted'],
    at: /Logs\/Resource$/,
    reason:
      'CloudWatch Logs encrypts at rest with a key of its own. No secret and no body is ever logged, so a key of ' +
      'ours would protect ids of subscribers from those alone who may read the logs anyway.',
  },
  {
    rules: ['NIST.800.53.R5-SNSEncryptedKMS'],
    at: /^LeaseholdOps\/Alerts\/Resource$/,
    reason:
      'A message is the name of an alarm and its numbers. AWS’s own key for SNS would keep CloudWatch from sending ' +
      'any, and a key of ours would cost more in a month than all alarms, to hide nothing.',
  },
  {
    rules: ['Serverless-SNSRedrivePolicy'],
    at: /^LeaseholdOps\/Alerts\/[^/]+@[^/]+\/Resource$/,
    reason:
      'A mail that did not arrive is no work to be done later: the alarm is in alarm until its cause is gone, in ' +
      'CloudWatch and on the dashboard. SNS itself keeps trying a mail server for hours.',
  },
  {
    rules: ['NIST.800.53.R5-IAMNoInlinePolicy'],
    at: /\/DefaultPolicy\/Resource$/,
    reason:
      'A role belongs to one function, rule or machine, and so does its policy: inline, nobody can attach it to ' +
      'anything else, and both go together.',
  },
  {
    rules: ['NIST.800.53.R5-LambdaConcurrency'],
    at: FUNCTION,
    reason:
      'A burst is bounded where it enters: the API by its throttling, queues by their concurrency, the stream by its ' +
      'shards, allocation by a reservation. Reserving more would take from the rest of the account.',
  },
  {
    rules: ['NIST.800.53.R5-LambdaInsideVPC'],
    at: FUNCTION,
    reason:
      'A function reaches AWS over TLS with its own role, and nothing reaches a function but through IAM. A VPC ' +
      'would add addresses to manage and a NAT to pay, and no border.',
  },
  {
    rules: ['NIST.800.53.R5-VPCDefaultSecurityGroupClosed'],
    at: /^LeaseholdData\/Egress\/Vpc\/Resource$/,
    reason:
      'The rule rings for every VPC. Closing the default group takes a function of CDK’s own with rights over security ' +
      'groups; nothing here is a member of that group, so what it would let in reaches nobody.',
  },
  {
    rules: ['NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW'],
    at: /^LeaseholdData\/Egress\/Vpc\/PublicSubnet\d\/DefaultRoute$/,
    reason:
      'That route is how the NAT gateways reach routers anywhere, and nothing else is in those subnets: the functions ' +
      'are in private ones, and no instance in a public one would get an address.',
  },
];

/** The reasons, rule by rule. The secrets of NAS are named after the settings. */
export const nagReasons = ({ nasSecretPrefix: prefix }: Settings): readonly NagReason[] => [
  ...REASONS,
  {
    rules: [
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}/*]`,
    ],
    at: FUNCTION_POLICY,
    reason:
      'The secrets of NAS come and go with PUT and DELETE of the API; their names begin with a prefix that is ' +
      'theirs alone.',
  },
];

/** Acknowledges the findings of cdk-nag for which there is a reason, on the very resources that it is about. */
export const acknowledgeFindings = (app: App, settings: Settings): void => {
  const resources = app.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  for (const { rules, at, reason } of nagReasons(settings)) {
    for (const node of resources.filter((each) => at.test(each.node.path))) {
      Validations.of(node).acknowledge(...rules.map((id) => ({ id, reason })));
    }
  }
};
