import { fileURLToPath } from 'node:url';
import { ArnFormat, type CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { type IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../../shared/contract/events.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import { keptLogs, type LogKeeping } from './kept-logs.ts';

const DEFINITION = 'statemachines/revoke.asl.json';
const definitionFile = fileURLToPath(new URL(`../../${DEFINITION}`, import.meta.url));

/** The tasks by the name of their placeholder: `BeginRevoke` for `${BeginRevokeFunctionArn}`. */
export type RevokeTasks = Readonly<Record<string, IFunction>>;

type RevokeMachineProps = {
  type: 'EXPRESS' | 'STANDARD';
  tasks: RevokeTasks;
  logs: LogKeeping;
};

/** The name holds the type: CloudFormation cannot replace a named machine by one of the same name. */
const nameOf = (scope: Construct, type: string): string =>
  `${Stack.of(scope).stackName}-revoke-${type.toLowerCase()}`;

/** The machine's ARN before it is made: the tasks need it in their environment, and the machine needs the tasks. */
export const revokeMachineArn = (scope: Construct, type: RevokeMachineProps['type']): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: nameOf(scope, type),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/**
 * The Step Functions machine that ends a revocation. The file of its definition is in the metadata
 * `leasehold:definition`, for whoever checks it: the template has no more than the address of an upload.
 */
export class RevokeMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { type, tasks, logs }: RevokeMachineProps) {
    super(scope, id);
    const destination = keptLogs(this, 'Logs', logs);
    const substitutions = Object.entries(tasks).map(([task, fn]) => [`${task}FunctionArn`, fn.functionArn]);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: nameOf(this, type),
      stateMachineType: type === 'EXPRESS' ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(definitionFile),
      definitionSubstitutions: Object.fromEntries(substitutions),
      logs: { destination, level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
    });
    (this.machine.node.defaultChild as CfnResource).addMetadata('leasehold:definition', DEFINITION);
    const resources = Object.values(tasks).map(({ functionArn }) => functionArn);
    this.machine.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }));
  }

  /** Every revocation that begins starts an execution, unnamed; what cannot start one goes to `undelivered`. */
  startFrom(eventBus: IEventBus, undelivered: IQueue): void {
    const target = new SfnStateMachine(this.machine, {
      input: RuleTargetInput.fromEventPath('$.detail'),
      deadLetterQueue: undelivered,
      maxEventAge: Duration.hours(1),
    });
    const eventPattern = { source: [EVENT_SOURCE], detailType: [LIFECYCLE.beginRevoke.event] };
    new Rule(this, 'Rule', { eventBus, eventPattern, targets: [target] });
  }
}
