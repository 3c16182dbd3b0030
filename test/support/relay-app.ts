import { fileURLToPath } from 'node:url';
import { App, type AppProps, type CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget, SfnStateMachine, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import {
  Code,
  FilterCriteria,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type Cloud, type CloudSettings, startCloud } from '../../local/cloud.ts';
import { synthesize } from '../../local/synthesize.ts';

/** The functions' entries of this app are relative to this folder. */
const ROOT = fileURLToPath(new URL('../local/fixtures/', import.meta.url));

/** The stack of the app that holds all but its table and bus. */
export class RelayStack extends Stack {
  readonly table: ITable;
  readonly bus: IEventBus;

  constructor(app: App, { table, bus }: { table: ITable; bus: IEventBus }) {
    super(app, 'Relay');
    this.table = table;
    this.bus = bus;
    const deadLetterQueue = new Queue(this, 'Dead');
    const api = new HttpApi(this, 'Api');
    const integration = new HttpLambdaIntegration('Put', this.#relay('http'));
    const authorizer = new HttpJwtAuthorizer('Tokens', app.node.getContext('issuer'), {
      jwtAudience: ['leasehold'],
    });
    const guard = { authorizer, authorizationScopes: ['write'] };
    api.addRoutes({ path: '/things/{id}', methods: [HttpMethod.PUT], integration, ...guard });
    api.addRoutes({ path: '/open/{id}', methods: [HttpMethod.PUT], integration });
    this.#relay('stream').addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        retryAttempts: 3,
        filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: ['LEASE'] } } } })],
      }),
    );
    const work = new Queue(this, 'Work', {
      visibilityTimeout: Duration.seconds(30),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 2 },
    });
    this.#relay('queue').addEventSource(new SqsEventSource(work, { batchSize: 1 }));
    const machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromFile(`${ROOT}wait.asl.json`),
      definitionSubstitutions: { WorkFunctionArn: this.#relay('task').functionArn },
    });
    const targets = [
      new SqsQueue(work),
      new SfnStateMachine(machine, { input: RuleTargetInput.fromEventPath('$.detail'), deadLetterQueue }),
      new LambdaTarget(this.#relay('direct')),
    ];
    new Rule(this, 'Written', { eventBus: bus, eventPattern: { source: ['relay'] }, targets });
    new Rule(this, 'Off', { eventBus: bus, eventPattern: { source: ['relay'] }, targets, enabled: false });
    new Schedule(this, 'Sweep', {
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(this.#relay('schedule'), {
        input: ScheduleTargetInput.fromObject({ task: 'overdue' }),
        deadLetterQueue,
        retryAttempts: 1,
      }),
    });
    new Secret(this, 'Made', { secretName: 'made' });
  }

  #relay(role: string): LambdaFunction {
    const fn = new LambdaFunction(this, `${role}Function`, {
      code: Code.fromInline('never'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      environment: { ROLE: role, TABLE: this.table.tableName, BUS: this.bus.eventBusName },
    });
    (fn.node.defaultChild as CfnResource).addMetadata('leasehold:entry', 'relay.ts');
    return fn;
  }
}

/** An app of two stacks in which every kind of resource has something to do. `more` adds what a test wants. */
export const relayApp =
  (more: (stack: Stack) => void = () => undefined) =>
  (props: AppProps): App => {
    const app = new App(props);
    const data = new Stack(app, 'Data');
    const table = new Table(data, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    const bus = new EventBus(data, 'Bus', { eventBusName: 'relay' });
    more(new RelayStack(app, { table: table as ITable, bus: bus as IEventBus }));
    return app;
  };

/** Starts the app with tokens of this issuer, on free ports, with state machines that wait for nothing. */
export const startRelay = (
  issuer: string,
  settings: Partial<CloudSettings> & Pick<CloudSettings, 'timeline' | 'onFailure'>,
  more?: (stack: Stack) => void,
): Promise<Cloud> =>
  startCloud({
    app: synthesize(relayApp(more), { issuer }),
    root: ROOT,
    port: 0,
    secrets: { given: 'value' },
    pauseMilliseconds: 0,
    onLog: () => undefined,
    ...settings,
  });
