import type { OfType, Resolved } from './cloud-parts.ts';
import { type LocalQueue, localQueue, type QueueSettings } from './queues.ts';
import type { Timeline } from './timeline.ts';

type Redrive = { deadLetterTargetArn: string; maxReceiveCount: number };

/** The queues of the template by their ARN, each bound to its dead letters. Throws where those are not there. */
export const queuesOf = (ofType: OfType, timeline: Timeline): Map<string, LocalQueue> => {
  const declared = new Map(
    ofType('AWS::SQS::Queue').map((each) => [String(each.identity.attribute('Arn')), each]),
  );
  const queues = new Map<string, LocalQueue>();

  const queueOf = (arn: string): LocalQueue => {
    const known = queues.get(arn);
    if (known !== undefined) return known;
    const resolved = declared.get(arn);
    if (resolved === undefined) throw new Error(`The template has no queue ${arn} for dead letters.`);
    const queue = localQueue({ ...settingsOf(resolved, arn), ...redriveOf(resolved, queueOf) }, timeline);
    queues.set(arn, queue);
    return queue;
  };

  for (const arn of declared.keys()) queueOf(arn);
  return queues;
};

const settingsOf = ({ identity, properties }: Resolved, arn: string): QueueSettings => {
  if (properties.FifoQueue === true)
    throw new Error(`${arn} is a FIFO queue: the local queues keep no order.`);
  return {
    name: String(identity.attribute('QueueName')),
    arn,
    visibilitySeconds: Number(properties.VisibilityTimeout ?? 30),
    delaySeconds: Number(properties.DelaySeconds ?? 0),
  };
};

const redriveOf = ({ properties }: Resolved, queueOf: (arn: string) => LocalQueue) => {
  const redrive = properties.RedrivePolicy as Redrive | undefined;
  if (redrive === undefined) return {};
  const { deadLetterTargetArn, maxReceiveCount } = redrive;
  return { redrive: { maxReceiveCount: Number(maxReceiveCount), deadLetters: queueOf(deadLetterTargetArn) } };
};
