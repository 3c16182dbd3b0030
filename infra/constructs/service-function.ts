import { type CfnResource, Duration } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvName } from '../../shared/contract/env.ts';
import type { Egress } from './fixed-egress.ts';
import { functionCode } from './function-code.ts';
import { keptLogs, type LogKeeping } from './kept-logs.ts';

/** What every function of a stack has in common. */
export type ServiceDefaults = { environment: Readonly<Record<EnvName, string>>; logs: LogKeeping };

/** A function by its source file, such as `functions/api/get-status.ts`. */
export type ServiceFunctionProps = ServiceDefaults & {
  entry: string;
  description: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** Calls that may run at once; absent: as many as the account allows. */
  reservedConcurrency?: number | undefined;
  /** Where it runs, if routers know it by its address; absent: in no network of ours. */
  egress?: Egress | undefined;
};

/** The metric of calls that ended before the function could say anything, over all functions. */
export const FUNCTION_DIED = { namespace: 'Leasehold/Functions', metricName: 'FunctionDied' };

/**
 * Lambda's own last line of a call that was cut off: out of time, or its process gone (out of memory, exited, crashed).
 * What a function catches it counts itself; of this nothing that it would write gets out. Such a line has the level
 * WARN, that of a call that ended well INFO (Lambda developer guide, "System log level event mapping").
 */
const DIED = FilterPattern.literal(
  '{ $.type = "platform.report" && ($.record.status = "timeout" || $.record.errorType = "Runtime.*") }',
);

/** What Lambda does in the name of a function to give it an address in a VPC. */
const ATTACH = ['Create', 'Delete', 'Describe'].map(
  (verb) => `ec2:${verb}NetworkInterface${verb === 'Describe' ? 's' : ''}`,
);

/** A role that may write to one log group: the policy that CDK gives by itself may write to all of the account. */
const roleFor = (scope: Construct, id: string, given: { logGroup: LogGroup; isAttached: boolean }): Role => {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [given.logGroup.logGroupArn] }));
  if (given.isAttached) role.addToPolicy(new PolicyStatement({ actions: ATTACH, resources: ['*'] }));
  return role;
};

const placeOf = ({ vpc, securityGroup }: Egress) => ({
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  securityGroups: [securityGroup],
});

/**
 * The only place that creates a Lambda: Node 24 on arm64, one bundle, one role and one log group each, the same
 * environment for all. X-Ray follows a trace that its caller began (docs/decisions/a-trace-begins-at-the-machine.md), and
 * Lambda itself logs no more than what went wrong. The source file is in the metadata `leasehold:entry`, for whoever
 * runs the template locally.
 */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = keptLogs(scope, `${id}Logs`, props.logs);
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: functionCode(props.entry),
      handler: 'index.handler',
      memorySize: props.memoryMegabytes,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: props.environment,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role: roleFor(scope, id, { logGroup, isAttached: props.egress !== undefined }),
      tracing: Tracing.PASS_THROUGH,
      ...(props.egress && placeOf(props.egress)),
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    const { namespace: metricNamespace, metricName } = FUNCTION_DIED;
    new MetricFilter(this, 'Died', { logGroup, filterPattern: DIED, metricNamespace, metricName });
    (this.node.defaultChild as CfnResource).addMetadata('leasehold:entry', props.entry);
  }
}
