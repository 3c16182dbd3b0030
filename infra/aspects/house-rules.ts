import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Annotations, CfnResource, type IAspect, Reference, Tokenization } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import { ServiceFunction } from '../constructs/service-function.ts';
import { DeadLetterQueue } from '../constructs/work-queue.ts';

type Fault = string | false;

const functionFault = (fn: CfnFunction): Fault =>
  !(fn.node.scope instanceof ServiceFunction) &&
  'A Lambda is made by infra/constructs/service-function.ts alone.';

const logGroupFault = (group: CfnLogGroup): Fault =>
  group.retentionInDays === undefined &&
  'A log group without retention keeps its lines, and costs, for ever.';

type Asl = { States: Record<string, { Type: string; TimeoutSeconds?: number }> };

const machineFault = (machine: CfnStateMachine): Fault => {
  const file: unknown = machine.getMetadata('leasehold:definition');
  if (typeof file !== 'string') {
    return 'A state machine names the file of its definition in the metadata leasehold:definition.';
  }
  const path = fileURLToPath(new URL(file, new URL('../../', import.meta.url)));
  const { States } = JSON.parse(readFileSync(path, 'utf8')) as Asl;
  const endless = Object.entries(States).filter(
    ([, { Type, TimeoutSeconds }]) => Type === 'Task' && TimeoutSeconds === undefined,
  );
  return endless.length > 0 && `Tasks without TimeoutSeconds: ${endless.map(([name]) => name).join(', ')}.`;
};

const deadLetterFault = (queue: CfnQueue): Fault =>
  queue.redrivePolicy === undefined &&
  !(queue.node.scope instanceof DeadLetterQueue) &&
  'A queue has a dead-letter queue, or is one (infra/constructs/work-queue.ts).';

const isAbout = (alarm: CfnAlarm, queue: CfnQueue): boolean =>
  alarm.metricName === 'ApproximateNumberOfMessagesVisible' &&
  [alarm.dimensions].flat().some((dimension) => {
    const value = dimension !== undefined && 'value' in dimension ? dimension.value : '';
    const { tokens } = Tokenization.reverseString(value);
    return tokens.some((token) => Reference.isReference(token) && token.target === queue);
  });

/** Work that waits is watched by the age of the stream and by its dead letters: only those need an alarm of their own. */
const unwatchedFault = (queue: CfnQueue): Fault => {
  if (!(queue.node.scope instanceof DeadLetterQueue)) return false;
  const alarms = queue.node.root.node.findAll().filter((node) => node instanceof CfnAlarm);
  return !alarms.some((alarm) => isAbout(alarm, queue)) && 'No alarm rings while this queue is not empty.';
};

const faultsOf = (node: IConstruct, isWatched: boolean): Fault[] => {
  if (node instanceof CfnFunction) return [functionFault(node)];
  if (node instanceof CfnLogGroup) return [logGroupFault(node)];
  if (node instanceof CfnStateMachine) return [machineFault(node)];
  if (node instanceof CfnQueue) return [deadLetterFault(node), isWatched && unwatchedFault(node)];
  return [];
};

/**
 * What no construct of ours may leave out, as errors of the synthesis: a Lambda comes from service-function.ts, a queue
 * has dead letters, a task ends, logs do too. `isWatched`: the app has an ops stack, so that dead letters need an alarm.
 */
export const houseRules = ({ isWatched }: { isWatched: boolean }): IAspect => ({
  visit: (node) => {
    if (!CfnResource.isCfnResource(node)) return;
    for (const fault of faultsOf(node, isWatched)) if (fault) Annotations.of(node).addError(fault);
  },
});
