import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

type State = {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number;
  Parameters?: Record<string, unknown>;
  Retry?: { ErrorEquals: string[]; MaxAttempts: number; MaxDelaySeconds: number; JitterStrategy: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Next?: string;
  Default?: string;
  Choices?: { Variable: string; StringEquals: string; Next: string }[];
  Seconds?: number;
};

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('statemachines/revoke.asl.json', root), 'utf8');
const machine: { StartAt: string; TimeoutSeconds: number; States: Record<string, State> } = JSON.parse(text);
const states = Object.entries(machine.States);
const tasks = states.filter(([, { Type }]) => Type === 'Task');

const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

test('each task is one file of functions/revoke, and its placeholder has its name', () => {
  const files = readdirSync(fileURLToPath(new URL('functions/revoke', root)));
  expect(tasks.map(([name]) => `${kebab(name)}.ts`).toSorted()).toEqual(files.toSorted());
  for (const [name, { Resource }] of tasks) expect(Resource).toBe(`\${${name}FunctionArn}`);
  expect(text.match(/\$\{[^}]*\}/g)).toHaveLength(tasks.length);
});

test.each(tasks)(
  '%s is given the revocation and its execution, and nothing of the event that began it',
  (name, state) => {
    const { 'failure.$': failure, ...ref } = state.Parameters ?? {};
    expect(ref).toEqual({
      'tenantId.$': '$.tenantId',
      'subscriberId.$': '$.subscriberId',
      'revocationId.$': '$.revocationId',
      'runId.$': '$$.Execution.Id',
    });
    expect(failure).toBe(name === 'RecordFailure' ? '$.step.failure' : undefined);
  },
);

test.each(tasks)('%s has a time limit, bounded retries with jitter, and catches everything', (_, state) => {
  expect(state.TimeoutSeconds).toBeGreaterThan(0);
  expect(state.Retry).toEqual([
    expect.objectContaining({ ErrorEquals: ['States.ALL'], MaxAttempts: 2, JitterStrategy: 'FULL' }),
  ]);
  expect(state.Retry?.[0]?.MaxDelaySeconds).toBeGreaterThan(0);
  expect(state.Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'] })]);
});

test('the machine ends within five minutes, a minute before a run may be taken from it', () => {
  expect(machine.TimeoutSeconds).toBe(300);
});

test('every task is followed by a choice that reads its outcome, with a way for one that is not known', () => {
  for (const [, { Next }] of tasks) {
    const choice = machine.States[Next ?? ''];
    expect(choice?.Type).toBe('Choice');
    expect(choice?.Default).toBeDefined();
    expect(choice?.Choices?.map(({ Variable }) => Variable)).toEqual(
      choice?.Choices?.map(() => '$.step.outcome'),
    );
  }
});

test('no branch depends on the name of an error', () => {
  const named = states.flatMap(([, { Retry = [], Catch = [] }]) =>
    [...Retry, ...Catch].flatMap((each) => each.ErrorEquals),
  );
  expect(new Set(named)).toEqual(new Set(['States.ALL']));
});

test('the definition is JSONPath throughout, which every engine that runs it knows', () => {
  expect(text).not.toMatch(/QueryLanguage|JSONata|"Assign"|\{%|\$\$\.State|taskToken/i);
});

test('every state can be reached, and every way leads to a state', () => {
  const ways = states.flatMap(([, state]) => [
    state.Next,
    state.Default,
    ...(state.Catch ?? []).map(({ Next }) => Next),
    ...(state.Choices ?? []).map(({ Next }) => Next),
  ]);
  const reached = new Set([machine.StartAt, ...ways.filter((way) => way !== undefined)]);
  expect(reached).toEqual(new Set(Object.keys(machine.States)));
});
