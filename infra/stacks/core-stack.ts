import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, Match } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ENV, type EnvName } from '../../shared/contract/env.ts';
import { EVENT_SOURCE, PROVISIONING_SOURCE_PREFIX } from '../../shared/contract/events.ts';
import type { RouteName } from '../../shared/contract/routes.ts';
import { TABLE } from '../../shared/contract/table.ts';
import { accessTo } from '../constructs/access.ts';
import type { Egress } from '../constructs/fixed-egress.ts';
import type { Operated } from '../constructs/operated.ts';
import { RevokeMachine, revokeMachineArn } from '../constructs/revoke-machine.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { SubscriberApi } from '../constructs/subscriber-api.ts';
import { addSweepSchedules } from '../constructs/sweep-schedules.ts';
import { DeadLetterQueue, WorkQueue } from '../constructs/work-queue.ts';
import { API_FUNCTIONS, type FunctionRow, REVOKE_FUNCTIONS, WORK_FUNCTIONS } from '../function-list.ts';
import type { Settings } from '../settings.ts';

type CoreStackProps = StackProps & {
  settings: Settings;
  table: ITable;
  bus: IEventBus;
  /** Where what talks to routers runs; absent: in no network of ours. */
  egress: Egress | undefined;
};

/** Statistics may be so late, for that a batch counts many leases in one write of the sums. */
const COUNTED_WITHIN = Duration.seconds(30);

/** `allocatePrefix` or `BeginRevoke` as a file name. */
const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

/** What may be replaced: functions, the API, the revoke machine, queues, rules, schedules. */
export class CoreStack extends Stack {
  /** What the ops stack watches. */
  readonly operated: Operated;
  /** What every function finds in its environment. */
  readonly functionEnvironment: Record<EnvName, string>;
  readonly #props: CoreStackProps;
  readonly #provisioning: WorkQueue;
  readonly #authorization: WorkQueue;
  readonly #unpublishable: DeadLetterQueue;
  readonly #undelivered: DeadLetterQueue;
  readonly #allow: ReturnType<typeof accessTo>;

  constructor(scope: Construct, id: string, props: CoreStackProps) {
    super(scope, id, { description: 'Leasehold: functions, API, workflows and queues', ...props });
    this.#props = props;
    const maxConcurrency = props.settings.queueConcurrency;
    // Visible again only when a function that took it must have ended, and then some: SQS advises six timeouts.
    const work = { visibilitySeconds: 240, maxConcurrency };
    this.#provisioning = new WorkQueue(this, 'Provisioning', { ...work, batchSize: 10 });
    this.#authorization = new WorkQueue(this, 'Authorization', { ...work, batchSize: 1 });
    this.#unpublishable = new DeadLetterQueue(this, 'Unpublishable');
    this.#undelivered = new DeadLetterQueue(this, 'Undelivered');
    const stateMachineArn = revokeMachineArn(this, props.settings.revokeMachineType);
    this.functionEnvironment = this.#environmentWith(stateMachineArn);
    this.#allow = accessTo(this, {
      ...props,
      stateMachineArn,
      unpublishable: this.#unpublishable,
      malformed: this.#provisioning.deadLetters,
    });
    const { api, url } = this.#addApi();
    const { machine } = this.#addRevokeMachine();
    const consumers = this.#addStreamConsumers();
    this.#addQueueConsumers();
    this.#addSchedules();
    this.#addOutputs(url);
    this.operated = { table: props.table, api, machine, ...consumers, deadLetters: this.#deadLetters() };
  }

  #deadLetters(): Operated['deadLetters'] {
    return {
      provisioning: this.#provisioning.deadLetters,
      authorization: this.#authorization.deadLetters,
      unpublishable: this.#unpublishable,
      undelivered: this.#undelivered,
    };
  }

  #environmentWith(stateMachineArn: string): Record<EnvName, string> {
    const { settings, table, bus } = this.#props;
    return {
      [ENV.tableName]: table.tableName,
      [ENV.eventBusName]: bus.eventBusName,
      [ENV.stateMachineArn]: stateMachineArn,
      [ENV.authorizationQueueUrl]: this.#authorization.queue.queueUrl,
      [ENV.unpublishableQueueUrl]: this.#unpublishable.queueUrl,
      [ENV.provisioningDeadLetterQueueUrl]: this.#provisioning.deadLetters.queueUrl,
      [ENV.netboxUrl]: settings.netboxUrl,
      [ENV.netboxTokenSecret]: settings.netboxTokenSecret,
      [ENV.spaceId]: settings.spaceId,
      [ENV.nasSecretPrefix]: settings.nasSecretPrefix,
    };
  }

  #function(folder: string, name: string, row: FunctionRow & { reservedConcurrency?: number | undefined }) {
    const fn = new ServiceFunction(this, name.charAt(0).toUpperCase() + name.slice(1), {
      ...row,
      entry: `functions/${folder}/${kebab(name)}.ts`,
      environment: this.functionEnvironment,
      logs: this.#props.settings,
      ...(row.needs.includes('read-nas-secrets') && { egress: this.#props.egress }),
    });
    this.#allow(fn, row.needs);
    return fn;
  }

  #addApi(): SubscriberApi {
    const { allocateConcurrency, ...settings } = this.#props.settings;
    const reserved: Partial<Record<string, number>> =
      allocateConcurrency === 'unreserved' ? {} : { allocatePrefix: allocateConcurrency };
    const functions = Object.entries(API_FUNCTIONS).map(([name, row]) => [
      name,
      this.#function('api', name, { ...row, reservedConcurrency: reserved[name] }),
    ]);
    const api = new SubscriberApi(this, 'Http', {
      ...settings,
      functions: Object.fromEntries(functions) as Record<RouteName, ServiceFunction>,
    });
    return api;
  }

  /** What clients need, and the names that the commands of RUNBOOK.md ask for. */
  #addOutputs(ApiUrl: string): void {
    const outputs = {
      ApiUrl,
      ProvisioningQueueUrl: this.#provisioning.queue.queueUrl,
      ProvisioningDeadLettersUrl: this.#provisioning.deadLetters.queueUrl,
      AuthorizationQueueUrl: this.#authorization.queue.queueUrl,
      AuthorizationDeadLettersUrl: this.#authorization.deadLetters.queueUrl,
      UnpublishableUrl: this.#unpublishable.queueUrl,
      UndeliveredUrl: this.#undelivered.queueUrl,
      RevokeMachineArn: this.functionEnvironment.STATE_MACHINE_ARN,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  #addRevokeMachine(): RevokeMachine {
    const { settings } = this.#props;
    const tasks = Object.entries(REVOKE_FUNCTIONS).map(([task, row]) => [
      task,
      this.#function('revoke', task, row),
    ]);
    const machine = new RevokeMachine(this, 'Revoke', {
      type: settings.revokeMachineType,
      logs: settings,
      tasks: Object.fromEntries(tasks) as Record<string, ServiceFunction>,
    });
    machine.startFrom(this.#props.bus, this.#undelivered);
    return machine;
  }

  /** Leases alone: else what the statistics write would wake them again. */
  #addStreamConsumers(): Pick<Operated, 'publisher' | 'projector'> {
    const leases = FilterCriteria.filter({
      dynamodb: { Keys: { [TABLE.sortKey]: { S: FilterRule.isEqual(TABLE.leaseSortKey) } } },
    });
    const consumer = (name: 'publishLifecycleEvents' | 'projectStats', window: Duration): ServiceFunction => {
      const fn = this.#function('events', name, WORK_FUNCTIONS[name]);
      fn.addEventSource(
        new DynamoEventSource(this.#props.table, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 90,
          maxBatchingWindow: window,
          parallelizationFactor: 1,
          bisectBatchOnError: true,
          reportBatchItemFailures: true,
          filters: [leases],
        }),
      );
      return fn;
    };
    return {
      publisher: consumer('publishLifecycleEvents', Duration.seconds(0)),
      projector: consumer('projectStats', COUNTED_WITHIN),
    };
  }

  #addQueueConsumers(): void {
    const { bus } = this.#props;
    this.#provisioning.takeFrom(bus, { source: Match.prefix(PROVISIONING_SOURCE_PREFIX) }, this.#undelivered);
    this.#provisioning.feed(
      this.#function('events', 'handleProvisioning', WORK_FUNCTIONS.handleProvisioning),
    );
    const requested = { source: [EVENT_SOURCE], detailType: ['AuthorizationRequested'] };
    this.#authorization.takeFrom(bus, requested, this.#undelivered);
    this.#authorization.feed(this.#function('events', 'authorizeSession', WORK_FUNCTIONS.authorizeSession));
  }

  #addSchedules(): void {
    const sweep = this.#function('schedule', 'sweepOverdue', WORK_FUNCTIONS.sweepOverdue);
    addSweepSchedules(this, sweep, this.#undelivered);
  }
}
