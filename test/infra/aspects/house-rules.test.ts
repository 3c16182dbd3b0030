import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { App, Aspects, type CfnResource, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { houseRules } from '../../../infra/aspects/house-rules.ts';
import { DeadLetterQueue } from '../../../infra/constructs/work-queue.ts';

/** The errors of a stack with this in it, as `construct path: text`. */
const errorsWith = (build: (stack: Stack) => void, isWatched = true): string[] => {
  const app = new App({ builtinCloudFormationValidation: false, treeMetadata: false });
  const stack = new Stack(app, 'S');
  build(stack);
  Aspects.of(app).add(houseRules({ isWatched }));
  const { messages } = app.synth().getStackByName('S');
  return messages.map(({ id, entry }) => `${id}: ${entry.data}`);
};

const machineOf = (stack: Stack, file?: string): void => {
  const definitionBody = DefinitionBody.fromChainable(new Pass(stack, 'Pass'));
  const machine = new StateMachine(stack, 'Machine', { definitionBody });
  if (file !== undefined)
    (machine.node.defaultChild as CfnResource).addMetadata('leasehold:definition', file);
};

const definitionWith = (states: object): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'leasehold-asl-')), 'planted.asl.json');
  writeFileSync(file, JSON.stringify({ States: states }));
  return pathToFileURL(file).href;
};

const alarmOn = (queue: Queue, name: 'visible' | 'age'): void => {
  const metric =
    name === 'visible'
      ? queue.metricApproximateNumberOfMessagesVisible()
      : queue.metricApproximateAgeOfOldestMessage();
  new Alarm(queue.stack, `Alarm${queue.node.id}`, { metric, threshold: 0, evaluationPeriods: 1 });
};

test('a Lambda that service-function.ts did not make is an error', () => {
  const errors = errorsWith((stack) => {
    const code = Code.fromInline('exports.handler = 1');
    new LambdaFunction(stack, 'Stray', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
  });
  expect(errors).toEqual([
    '/S/Stray/Resource: A Lambda is made by infra/constructs/service-function.ts alone.',
  ]);
});

test('a queue without a dead-letter queue is an error, one with it is none', () => {
  const errors = errorsWith((stack) => {
    const queue = new DeadLetterQueue(stack, 'Dead');
    alarmOn(queue, 'visible');
    new Queue(stack, 'Fed', { deadLetterQueue: { queue, maxReceiveCount: 5 } });
    new Queue(stack, 'Stray');
  });
  expect(errors).toEqual([expect.stringMatching(/^\/S\/Stray\/Resource: A queue has a dead-letter queue/)]);
});

test('a dead-letter queue without an alarm on its depth is an error, where alarms are made', () => {
  const build = (stack: Stack): void => {
    alarmOn(new DeadLetterQueue(stack, 'Aged'), 'age');
    alarmOn(new DeadLetterQueue(stack, 'Watched'), 'visible');
    new DeadLetterQueue(stack, 'Silent');
  };
  expect(errorsWith(build)).toEqual([
    '/S/Aged/Resource: No alarm rings while this queue is not empty.',
    '/S/Silent/Resource: No alarm rings while this queue is not empty.',
  ]);
  expect(errorsWith(build, false)).toEqual([]);
});

test('an alarm in another stack watches a queue too', () => {
  const errors = errorsWith((stack) => {
    const queue = new DeadLetterQueue(stack, 'Dead');
    const metric = queue.metricApproximateNumberOfMessagesVisible();
    new Alarm(new Stack(stack.node.root, 'Ops'), 'Alarm', { metric, threshold: 0, evaluationPeriods: 1 });
  });
  expect(errors).toEqual([]);
});

test('a task without a timeout is an error, by its name', () => {
  const file = definitionWith({
    Endless: { Type: 'Task' },
    Bounded: { Type: 'Task', TimeoutSeconds: 5 },
    Done: { Type: 'Succeed' },
  });
  expect(errorsWith((stack) => machineOf(stack, file))).toEqual([
    '/S/Machine/Resource: Tasks without TimeoutSeconds: Endless.',
  ]);
});

test('a state machine whose definition cannot be checked is an error, and that of the product is none', () => {
  expect(errorsWith((stack) => machineOf(stack))).toEqual([
    expect.stringMatching(/^\/S\/Machine\/Resource: A state machine names the file/),
  ]);
  expect(errorsWith((stack) => machineOf(stack, 'statemachines/revoke.asl.json'))).toEqual([]);
});

test('a log group without retention is an error', () => {
  const errors = errorsWith((stack) => {
    new LogGroup(stack, 'Endless', { retention: RetentionDays.INFINITE });
    new LogGroup(stack, 'Week', { retention: RetentionDays.ONE_WEEK });
  });
  expect(errors).toEqual([expect.stringMatching(/^\/S\/Endless\/Resource: A log group without retention/)]);
});
