import { expect, test } from '@jest/globals';
import { StateMachine } from 'aws-local-stepfunctions';
import { machinePlan, type Next, readDefinition, type TaskName } from './machine-plan.ts';

const definition = readDefinition();
const plan = machinePlan(definition);
const TASKS = Object.keys(plan.tasks) as TaskName[];

/** The real states, as an interpreter of the language takes them. */
const machine = new StateMachine(
  JSON.parse(
    JSON.stringify(definition).replaceAll(
      /\$\{(\w+)FunctionArn\}/g,
      'arn:aws:lambda:us-east-1:000000000000:function:$1',
    ),
  ),
);

/** What the tasks of a run come to, in order; when the script ends, everything is done. `throws` is a task that fails. */
type Script = readonly string[];

const OUTCOMES = ['done', 'busy', 'superseded', 'failed', 'nonsense', 'throws'];
const SAID = { code: 'said', detail: 'by the task', healing: true };

const answerOf = (outcome: string): object =>
  outcome === 'failed' ? { outcome, failure: SAID } : { outcome };

type Walk = { tasks: string[]; failures: unknown[] };

const interpreted = async (script: Script): Promise<Walk> => {
  const walk: Walk = { tasks: [], failures: [] };
  const handler = (name: TaskName) => async (input: { failure?: { code: string } }) => {
    const outcome = script[walk.tasks.length] ?? 'done';
    walk.tasks.push(name);
    if (name === 'RecordFailure') walk.failures.push(input.failure?.code);
    if (outcome === 'throws') throw new Error('thrown');
    return answerOf(outcome);
  };
  const handlers = Object.fromEntries(TASKS.map((name) => [name, handler(name)]));
  const waits = Object.entries(definition.States).flatMap(([name, { Type }]) =>
    Type === 'Wait' ? [[name, 0]] : [],
  );
  const run = machine.run(
    { tenantId: 't', subscriberId: 's', revocationId: 1 },
    {
      overrides: {
        taskResourceLocalHandlers: handlers as never,
        waitTimeOverrides: Object.fromEntries(waits),
        retryIntervalOverrides: Object.fromEntries(TASKS.map((name) => [name, 0])),
      },
      context: { Execution: { Id: 'execution-1', Name: 'e1' } },
    },
  );
  await run.result.catch(() => undefined);
  return walk;
};

const stepAfter = (task: TaskName, outcome: string): Next => {
  const { by, otherwise, caught } = plan.tasks[task];
  return outcome === 'throws' ? caught : (by.get(outcome) ?? otherwise);
};

/** All tries of one task, and what the last of them came to. */
const tried = (walk: Walk, script: Script, { task, code }: { task: TaskName; code: unknown }): string => {
  for (let tries = 0; ; tries++) {
    const outcome = script[walk.tasks.length] ?? 'done';
    walk.tasks.push(task);
    if (task === 'RecordFailure') walk.failures.push(code);
    if (outcome !== 'throws' || tries >= plan.tasks[task].retries) return outcome;
  }
};

/** The same by the plan that schedules walk. */
const planned = (script: Script): Walk => {
  const walk: Walk = { tasks: [], failures: [] };
  let next: Next = { task: plan.first, wait: 0 };
  while ('task' in next) {
    const { task, failure }: { task: TaskName; failure?: { code: string } } = next;
    const outcome = tried(walk, script, { task, code: failure?.code ?? SAID.code });
    next = stepAfter(task, outcome);
  }
  return walk;
};

const scripts = (): Script[] => {
  const places = ['BeginRevoke', 'DisconnectSession', 'ReleasePrefix', 'FinishRevoke'];
  const after = places.flatMap((_, at) =>
    OUTCOMES.map((outcome) => [...Array<string>(at).fill('done'), outcome]),
  );
  const thrice = places.map((_, at) => [...Array<string>(at).fill('done'), 'throws', 'throws', 'throws']);
  const recorded = OUTCOMES.map((outcome) => ['failed', outcome, outcome, outcome]);
  return [...after, ...thrice, ...recorded, ['done', 'busy', 'busy', 'throws', 'busy', 'failed']];
};

test.each(scripts())(
  'schedules walk the machine as its definition says: %s %s %s %s %s %s',
  async (...script) => {
    expect(planned(script)).toEqual(await interpreted(script));
  },
);

test('a wait, a limit and the retries are those of the definition', () => {
  expect(plan.tasks.DisconnectSession.by.get('busy')).toEqual({ task: 'DisconnectSession', wait: 10_000 });
  expect(plan).toMatchObject({ first: 'BeginRevoke', seconds: 300 });
  expect(TASKS.map((task) => plan.tasks[task].retries)).toEqual([2, 2, 2, 2, 2]);
});
