import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf } from './queues.ts';
import { until } from './until.ts';

/** An event as it left the bus. */
export type SeenEvent = { source: string; 'detail-type': string; detail: Record<string, unknown> };

/** What a consumer of the bus would see: a rule of its own that leads to a queue of its own. */
export type EventTap = {
  /** Waits for an event of this name about a subscriber. */
  seen: (name: string, subscriber: string) => Promise<SeenEvent>;
  close: () => Promise<void>;
};

const BUS = 'leasehold';

/** Takes all that waits in a queue. */
const drain = async (queues: SQSClient, QueueUrl: string): Promise<SeenEvent[]> => {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  for (const { ReceiptHandle } of Messages) {
    await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return Messages.map(({ Body }) => JSON.parse(Body ?? '') as SeenEvent);
};

/** Taps the bus for everything that Leasehold says of one tenant. */
export const tapEvents = async (tenant: string): Promise<EventTap> => {
  const [events, queues] = [new EventBridgeClient(), new SQSClient()];
  const name = `tap-${tenant}`;
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const pattern = { source: ['leasehold'], detail: { tenantId: [tenant] } };
  const rule = { Name: name, EventBusName: BUS, EventPattern: JSON.stringify(pattern) };
  await events.send(new PutRuleCommand(rule));
  const target = { Id: 'tap', Arn: await arnOf(QueueUrl) };
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: BUS, Targets: [target] }));
  const all: SeenEvent[] = [];
  return {
    seen: (event, subscriber) =>
      until(`${event} of ${subscriber}`, async () => {
        all.push(...(await drain(queues, QueueUrl)));
        return all.find((one) => one['detail-type'] === event && one.detail.subscriberId === subscriber);
      }),
    close: async () => {
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: BUS, Ids: ['tap'] }));
      await events.send(new DeleteRuleCommand({ Name: name, EventBusName: BUS }));
      await queues.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
