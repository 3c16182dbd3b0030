import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';

type Input = Record<string, unknown>;
type Step = (input: Input) => unknown;
type Steps = Record<string, Step | unknown[]>;

const text = readFileSync(new URL('../../statemachines/revoke.asl.json', import.meta.url), 'utf8');
const definition = JSON.parse(
  text.replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-west-1:000000000000:function:$1'),
) as StateMachineDefinition;

/** Its executions share nothing; to read the definition is what takes time. */
const machine = new StateMachine(definition);

const REF = { tenantId: 'acme', subscriberId: 'line-1', revocationId: 5 };
const RUN = { ...REF, runId: 'arn:run-1' };
const DONE = { outcome: 'done' };
const BUSY = { outcome: 'busy' };
const SUPERSEDED = { outcome: 'superseded' };
const FAILURE = { code: 'netbox-unavailable', detail: 'NetBox is away.', healing: true };
const FAILED = { outcome: 'failed', failure: FAILURE };
const TASKS = ['BeginRevoke', 'DisconnectSession', 'ReleasePrefix', 'FinishRevoke', 'RecordFailure'];

const thrower =
  (name: string): Step =>
  () => {
    throw Object.assign(new Error('the connection was lost'), { name });
  };

/** An answer at each call, the last one for ever; what is an Error is thrown. */
const answering = (answers: unknown[]): Step => {
  let calls = 0;
  return () => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
};

/** Walks the machine with no pauses; a task that the test does not script answers `done`. */
const walk = async (steps: Steps, input: Input = REF) => {
  const calls: { task: string; input: Input }[] = [];
  const ended: string[] = [];
  const handlers = TASKS.map((task) => {
    const scripted = steps[task] ?? [DONE];
    const step = typeof scripted === 'function' ? scripted : answering(scripted);
    const handler = async (given: unknown) => {
      calls.push({ task, input: given as Input });
      return step(given as Input) as never;
    };
    return [task, handler] as const;
  });
  const execution = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      waitTimeOverrides: { WaitForSlot: 0 },
      retryIntervalOverrides: Object.fromEntries(TASKS.map((task) => [task, 0])),
    },
    context: { Execution: { Id: RUN.runId, Name: 'run-1' } },
  });
  const collect = async (): Promise<void> => {
    for await (const event of execution.eventLogs) {
      if (event.type === 'StateEntered' && 'state' in event) ended.push(event.state.name);
    }
  };
  const [result] = await Promise.all([
    execution.result.then(
      () => 'succeeded',
      (error: unknown) => error,
    ),
    collect(),
  ]);
  return { calls, tasks: calls.map(({ task }) => task), end: ended.at(-1), result };
};

const failureGiven = (calls: { task: string; input: Input }[]): unknown =>
  calls.find(({ task }) => task === 'RecordFailure')?.input;

test('a run goes from claim to revoked, and every task is given the revocation and the execution', async () => {
  const { calls, tasks, end, result } = await walk({});
  expect(tasks).toEqual(['BeginRevoke', 'DisconnectSession', 'ReleasePrefix', 'FinishRevoke']);
  expect(calls.map(({ input }) => input)).toEqual([RUN, RUN, RUN, RUN]);
  expect([end, result]).toEqual(['Revoked', 'succeeded']);
});

test('the detail of the event that begins a revocation is an input: what else it says is not passed on', async () => {
  const detail = { ...REF, id: 'acme/line-1/5/PrefixRevocationStarted', version: 5, prefix: '2001:db8::/56' };
  const { calls, end } = await walk({}, detail);
  expect(calls[0]?.input).toEqual(RUN);
  expect(end).toBe('Revoked');
});

test('a taken slot is waited for, and the session is asked for again until it is free', async () => {
  const { tasks, end } = await walk({ DisconnectSession: [BUSY, BUSY, DONE] });
  expect(tasks).toEqual([
    'BeginRevoke',
    'DisconnectSession',
    'DisconnectSession',
    'DisconnectSession',
    'ReleasePrefix',
    'FinishRevoke',
  ]);
  expect(end).toBe('Revoked');
});

test.each(['BeginRevoke', 'DisconnectSession', 'ReleasePrefix', 'FinishRevoke'])(
  'a run that is superseded at %s ends in peace and does nothing more',
  async (task) => {
    const { tasks, end, result } = await walk({ [task]: [SUPERSEDED] });
    expect(tasks).toEqual(TASKS.slice(0, TASKS.indexOf(task) + 1));
    expect([end, result]).toEqual(['Superseded', 'succeeded']);
  },
);

test.each(['BeginRevoke', 'DisconnectSession', 'ReleasePrefix', 'FinishRevoke'])(
  'a failure of %s is recorded as it is, and nothing after it is done',
  async (task) => {
    const { calls, tasks, end, result } = await walk({ [task]: [FAILED] });
    expect(tasks).toEqual([...TASKS.slice(0, TASKS.indexOf(task) + 1), 'RecordFailure']);
    expect(failureGiven(calls)).toEqual({ ...RUN, failure: FAILURE });
    expect([end, result]).toEqual(['Postponed', 'succeeded']);
  },
);

test('a prefix whose session may live is never released: no way leads past DisconnectSession but done', async () => {
  for (const answer of [BUSY, SUPERSEDED, FAILED, { outcome: 'other' }, new Error('lost')]) {
    const { tasks } = await walk({ DisconnectSession: [answer, SUPERSEDED] });
    expect(tasks).not.toContain('ReleasePrefix');
  }
});

test.each(TASKS.slice(0, 4))('%s that throws twice and then succeeds ends in revoked', async (task) => {
  const lost = new Error('the connection was lost');
  const { tasks, end } = await walk({ [task]: [lost, lost, DONE] });
  expect(tasks.filter((each) => each === task)).toHaveLength(3);
  expect(end).toBe('Revoked');
});

test.each(TASKS.slice(0, 4))(
  '%s that always throws is recorded as a failure that time may mend',
  async (task) => {
    const { calls, tasks, end } = await walk({ [task]: thrower('TimeoutError') });
    expect(tasks.filter((each) => each === task)).toHaveLength(3);
    expect(failureGiven(calls)).toEqual({
      ...RUN,
      failure: { code: 'internal', detail: expect.stringContaining('TimeoutError'), healing: true },
    });
    expect(JSON.stringify(failureGiven(calls))).not.toContain('the connection was lost');
    expect(end).toBe('Postponed');
  },
);

test.each(['BeginRevoke', 'ReleasePrefix', 'FinishRevoke', 'DisconnectSession'])(
  'an answer of %s that the machine does not know is recorded as a failure that time may mend',
  async (task) => {
    const { calls, end } = await walk({ [task]: [{ outcome: 'odd' }] });
    expect(failureGiven(calls)).toMatchObject({ failure: { code: 'internal', healing: true } });
    expect(end).toBe('Postponed');
  },
);

test('a failure that another run has overtaken ends in peace', async () => {
  const { end, result } = await walk({ ReleasePrefix: [FAILED], RecordFailure: [SUPERSEDED] });
  expect([end, result]).toEqual(['Superseded', 'succeeded']);
});

test('a failure that is recorded at the third try is recorded', async () => {
  const lost = new Error('the connection was lost');
  const { end } = await walk({ ReleasePrefix: [FAILED], RecordFailure: [lost, lost, DONE] });
  expect(end).toBe('Postponed');
});

test.each([
  ['throws', [new Error('lost')]],
  ['answers otherwise', [FAILED]],
])('an execution whose RecordFailure %s has failed, for an operator to see', async (_, answers) => {
  const { end, result } = await walk({ BeginRevoke: [FAILED], RecordFailure: answers });
  expect(end).toBe('NotRecorded');
  expect(result).toBeInstanceOf(Error);
});
