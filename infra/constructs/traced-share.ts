import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';
import type { Operated } from './operated.ts';

/** The share of revocations of which X-Ray keeps a trace: by default it would be the first of every second, and so all. */
export const TRACED_SHARE = 0.05;

/** Lets X-Ray keep that share of the machine's traces. Without the rule it keeps more, and nothing else changes. */
export const addTracedShare = (scope: Construct, { machine }: Pick<Operated, 'machine'>): CfnSamplingRule =>
  new CfnSamplingRule(scope, 'TracedShare', {
    samplingRule: {
      ruleName: 'leasehold-revoke-machine',
      priority: 1_000,
      version: 1,
      fixedRate: TRACED_SHARE,
      reservoirSize: 0,
      resourceArn: machine.stateMachineArn,
      serviceType: 'AWS::StepFunctions::StateMachine',
      serviceName: '*',
      host: '*',
      httpMethod: '*',
      urlPath: '*',
    },
  });
