import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** How long logs are kept, and whether they outlive their stack. */
export type LogKeeping = Pick<Settings, 'logRetentionDays' | 'deletionProtection'>;

/** What goes with its stack, or stays where the environment is protected. */
export const removalPolicyOf = ({
  deletionProtection,
}: Pick<Settings, 'deletionProtection'>): RemovalPolicy =>
  deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

/** A log group that is kept as the settings say. Its name is CloudFormation's, so that one that stayed is in nobody's way. */
export const keptLogs = (scope: Construct, id: string, keeping: LogKeeping): LogGroup =>
  new LogGroup(scope, id, {
    retention: keeping.logRetentionDays,
    removalPolicy: removalPolicyOf(keeping),
  });
