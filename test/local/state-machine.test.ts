import { describe, expect, test } from '@jest/globals';
import { localStateMachine, type StateMachineSettings } from '../../local/state-machine.ts';

const at = (placeholder: string) => `\${${placeholder}}`;
const FIRST = 'arn:aws:lambda:us-east-1:000000000000:function:first';

const DIRECT = {
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: at('FirstFunctionArn'),
      Parameters: { 'run.$': '$$.Execution.Id', 'machine.$': '$$.StateMachine.Name', 'n.$': '$.n' },
      ResultPath: '$.step',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.thrown', Next: 'Caught' }],
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 60, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Caught: { Type: 'Pass', End: true },
  },
};

const machine = (definition: unknown, settings: Partial<StateMachineSettings> = {}) => {
  const failures: Error[] = [];
  const made = localStateMachine({
    name: 'revoke',
    arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:revoke',
    express: true,
    definition: JSON.stringify(definition),
    substitutions: { FirstFunctionArn: FIRST },
    invoke: async () => null,
    pauseMilliseconds: 0,
    onFailure: (error) => failures.push(error as Error),
    ...settings,
  });
  return { made, failures };
};

const failingAs = (name: string) => Promise.reject(Object.assign(new Error('no'), { name }));

describe('an execution', () => {
  test('runs the ASL file on local functions, with the id of the execution in reach', async () => {
    const calls: unknown[] = [];
    const invoke = async (...call: unknown[]) => {
      calls.push(call);
      return { outcome: 'done' };
    };
    const { made } = machine(DIRECT, { invoke });
    const execution = made.start({ n: 1 }, 'mine');
    expect(execution.status).toBe('RUNNING');
    await made.settled();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { n: 1, step: { outcome: 'done' } } });
    expect(calls).toEqual([[FIRST, { run: execution.arn, machine: 'revoke', n: 1 }]]);
    expect(made.executions()).toEqual([execution]);
  });

  test.each([
    [true, /^arn:aws:states:us-east-1:000000000000:express:revoke:mine:[0-9a-f-]{36}$/],
    [false, /^arn:aws:states:us-east-1:000000000000:execution:revoke:mine$/],
  ])('of an Express machine (%p) has the ARN of its kind', async (express, arn) => {
    const { made } = machine(DIRECT, { express });
    expect(made.start({ n: 1 }, 'mine').arn).toMatch(arn);
    await made.settled();
  });

  test('without a name has one of its own', async () => {
    const { made } = machine(DIRECT, { express: false });
    expect(made.start({ n: 1 }).arn).not.toBe(made.start({ n: 1 }).arn);
    await made.settled();
  });

  test('retries by the name of the error, without the pauses of the file', async () => {
    let calls = 0;
    const invoke = () => (++calls < 3 ? failingAs('Busy') : Promise.resolve({ outcome: 'done' }));
    const { made } = machine(DIRECT, { invoke });
    const execution = made.start({ n: 1 });
    await made.settled();
    expect([calls, execution.status]).toEqual([3, 'SUCCEEDED']);
  });

  test('catches by the name of the error', async () => {
    const { made, failures } = machine(DIRECT, { invoke: () => failingAs('Broken') });
    const execution = made.start({ n: 1 });
    await made.settled();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { thrown: { Error: 'Broken' } } });
    expect(failures).toEqual([]);
  });

  test('that nothing catches has failed, and is reported', async () => {
    const { made, failures } = machine(DIRECT, { invoke: () => failingAs('Unknown') });
    const execution = made.start({ n: 1 });
    await made.settled();
    expect(execution.status).toBe('FAILED');
    expect(failures).toHaveLength(1);
  });

  test('ends by the time limit of the machine', async () => {
    const { made, failures } = machine(
      { ...DIRECT, TimeoutSeconds: 0.001 },
      { pauseMilliseconds: undefined },
    );
    const execution = made.start({ n: 1 });
    await made.settled();
    expect(execution.status).toBe('TIMED_OUT');
    expect(failures).toHaveLength(1);
  });

  test('is aborted in its wait when the machine is stopped, which is no failure', async () => {
    const { made, failures } = machine(DIRECT, { pauseMilliseconds: undefined });
    const execution = made.start({ n: 1 });
    made.stop();
    await made.settled();
    expect(execution.status).toBe('ABORTED');
    expect(failures).toEqual([]);
  });

  test('is forgotten in the end', async () => {
    const { made } = machine({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
    for (let i = 0; i <= 1000; i += 1) made.start({ i });
    await made.settled();
    expect(made.executions()).toHaveLength(1000);
    expect(made.executions()[0]?.input).toEqual({ i: 1 });
  });
});

test('the Lambda integration calls the function of its parameters, inside Parallel and Map too', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: at('FirstFunctionArn'), 'Payload.$': '$' },
    OutputPath: '$.Payload',
    End: true,
  };
  const definition = {
    StartAt: 'Both',
    States: {
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'Left', States: { Left: task } }], Next: 'Each' },
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: task } }, End: true },
    },
  };
  const { made } = machine(definition, { invoke: async (arn, payload) => ({ arn, payload }) });
  const execution = made.start({ n: 1 });
  await made.settled();
  expect(execution.output).toEqual([{ arn: FIRST, payload: { arn: FIRST, payload: { n: 1 } } }]);
});

test('a placeholder without a value and a task that is no function are refused', () => {
  expect(() => machine(DIRECT, { substitutions: {} })).toThrow(
    'revoke: nothing is given for FirstFunctionArn',
  );
  const substitutions = { FirstFunctionArn: 'arn:aws:states:::dynamodb:putItem' };
  expect(() => machine(DIRECT, { substitutions })).toThrow(
    'the task arn:aws:states:::dynamodb:putItem is no function',
  );
});

test('the pauses of the file hold where none are given', async () => {
  const short = { ...DIRECT.States.Pause, Seconds: 0 };
  const { made } = machine(
    { ...DIRECT, States: { ...DIRECT.States, Pause: short } },
    { pauseMilliseconds: undefined },
  );
  const execution = made.start({ n: 1 });
  await made.settled();
  expect(execution.status).toBe('SUCCEEDED');
});
