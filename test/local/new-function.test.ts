import { expect, test } from '@jest/globals';
import { type App, Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { ServiceFunction } from '../../infra/constructs/service-function.ts';
import { DeadLetterQueue, WorkQueue } from '../../infra/constructs/work-queue.ts';
import type { CoreStack } from '../../infra/stacks/core-stack.ts';
import type { DataStack } from '../../infra/stacks/data-stack.ts';
import { startRuntime } from '../../local/runtime.ts';

/** One more function, with a route, a queue behind a rule, and a schedule: nothing but what infra/ would say. */
const addGreeter = (app: App): void => {
  const core = app.node.findChild('LeaseholdCore') as CoreStack;
  const { bus } = app.node.findChild('LeaseholdData') as DataStack;
  const greeter = new ServiceFunction(core, 'Greet', {
    entry: 'test/local/fixtures/greet.ts',
    description: 'Greets',
    timeoutSeconds: 10,
    memoryMegabytes: 256,
    environment: core.functionEnvironment,
    logs: { logRetentionDays: 14, deletionProtection: false },
  });
  core.operated.api.addRoutes({
    path: '/greeted/{by}',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('GreetIntegration', greeter),
  });
  const queue = new WorkQueue(core, 'Greetings', { batchSize: 1, visibilitySeconds: 60, maxConcurrency: 2 });
  queue.takeFrom(bus, { source: ['doorbell'] }, new DeadLetterQueue(core, 'Ungreeted'));
  queue.feed(greeter);
  new Schedule(core, 'GreetSchedule', {
    schedule: ScheduleExpression.rate(Duration.hours(1)),
    target: new LambdaInvoke(greeter, { input: ScheduleTargetInput.fromObject({ name: 'the hour' }) }),
  });
};

test('a function that infra gains runs here with its route, its queue and its schedule, and no other edit', async () => {
  const failures: unknown[] = [];
  const runtime = await startRuntime({
    extend: addGreeter,
    pauseMilliseconds: 0,
    onFailure: (error) => failures.push(error),
  });
  try {
    const ring = { Source: 'doorbell', DetailType: 'Rung', Detail: '{"name":"a visitor"}' };
    runtime.bus.putEvents([{ EventBusName: 'leasehold', ...ring }]);
    await runtime.idle();
    await runtime.fireSchedule('GreetSchedule');
    const answer = await fetch(`${runtime.url}/greeted/me`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { asked: { by: 'me' }, greeted: ['a visitor', 'the hour'] },
    ]);
    expect(runtime.schedules.names()).toContain('SweepOverdueSchedule');
    expect(failures).toEqual([]);
  } finally {
    await runtime.close();
  }
}, 60_000);
