import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A queue that only people empty: what could not be handled waits there for two weeks. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }
}

/** Where a rule's events go: at most `maxConcurrency` calls of a function at once, each message five times at most. */
export type WorkQueueProps = { batchSize: number; visibilitySeconds: number; maxConcurrency: number };

/** A queue between a rule and a function, with its dead letters: an error behind a rule's own target would be lost. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #props: WorkQueueProps;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#props = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(props.visibilitySeconds),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
  }

  /** Fills the queue with the events that match; what SQS does not take goes to `undelivered`. */
  takeFrom(eventBus: IEventBus, eventPattern: EventPattern, undelivered: Queue): void {
    const target = new SqsQueue(this.queue, { deadLetterQueue: undelivered });
    new Rule(this, 'Rule', { eventBus, eventPattern, targets: [target] });
  }

  /** Hands the messages to a function, which reports those that failed one by one. */
  feed(fn: IFunction): void {
    const { batchSize, maxConcurrency } = this.#props;
    fn.addEventSource(
      new SqsEventSource(this.queue, { batchSize, maxConcurrency, reportBatchItemFailures: true }),
    );
  }
}
