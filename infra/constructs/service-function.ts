import { type CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvName } from '../../shared/contract/env.ts';
import { functionCode } from './function-code.ts';

/** What every function of a stack has in common. */
export type ServiceDefaults = {
  environment: Readonly<Record<EnvName, string>>;
  logRetentionDays: RetentionDays;
};

/** A function by its source file, such as `functions/api/get-status.ts`. */
export type ServiceFunctionProps = ServiceDefaults & {
  entry: string;
  description: string;
  timeoutSeconds: number;
  /** Calls that may run at once; absent: as many as the account allows. */
  reservedConcurrency?: number | undefined;
};

/** A role that may write to one log group: the policy that CDK gives by itself may write to all of the account. */
const roleFor = (scope: Construct, id: string, logGroup: LogGroup): Role => {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions, resources: [logGroup.logGroupArn] }));
  return role;
};

/**
 * The only place that creates a Lambda: Node 24 on arm64, one bundle, one role and one log group each, the same
 * environment for all, traced by X-Ray. The source file is in the metadata `leasehold:entry`, for whoever runs the template locally.
 */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: functionCode(props.entry),
      handler: 'index.handler',
      memorySize: 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role: roleFor(scope, id, logGroup),
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    (this.node.defaultChild as CfnResource).addMetadata('leasehold:entry', props.entry);
  }
}
