import { randomUUID } from 'node:crypto';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { type Json, LOCAL_ACCOUNT } from './template.ts';
import { underWay } from './under-way.ts';

/**
 * A state machine of the template. `definition` is the ASL file's text with its placeholders, `substitutions` their
 * values; `invoke` calls a function by its ARN and rejects with an Error whose name is the error type.
 * `pauseMilliseconds` replaces every Wait and every retry interval, for tests.
 */
export type StateMachineSettings = {
  name: string;
  arn: string;
  express: boolean;
  definition: string;
  substitutions: Readonly<Record<string, string>>;
  invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  pauseMilliseconds?: number | undefined;
  onFailure: (error: unknown) => void;
};

/** One execution. `status` is a word of Step Functions. */
export type Execution = {
  arn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  input: unknown;
  output?: unknown;
};

/** A machine at work: `settled` resolves when no execution runs; `stop` aborts those that do. */
export type LocalStateMachine = {
  readonly settings: StateMachineSettings;
  start: (input: unknown, name?: string) => Execution;
  executions: () => readonly Execution[];
  settled: () => Promise<void>;
  stop: () => void;
};

type State = {
  Type: string;
  Resource?: string;
  Retry?: unknown;
  Parameters?: Json;
  [field: string]: unknown;
};

/** How many ended executions are remembered for whoever looks. */
const REMEMBERED = 1000;
const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

/** Makes the machine runnable. Throws on a placeholder without a value and on a task that is not a function. */
export const localStateMachine = (settings: StateMachineSettings): LocalStateMachine => {
  const definition = JSON.parse(substitute(settings)) as StateMachineDefinition;
  // Validation takes a second of every start; a test validates the file instead.
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const overrides = overridesOf(statesOf(definition as unknown as Json), settings);
  const executions: Execution[] = [];
  const runs = underWay();
  const aborts = new Set<() => void>();

  const start = (input: unknown, name: string = randomUUID()): Execution => {
    const execution: Execution = { arn: executionArn(settings, name), status: 'RUNNING', input };
    executions.push(execution);
    if (executions.length > REMEMBERED) executions.shift();
    const context = {
      Execution: { Id: execution.arn, Name: name },
      StateMachine: { Id: settings.arn, Name: settings.name },
    };
    const run = machine.run(input as Json as never, { overrides, context });
    aborts.add(run.abort);
    const end = follow(execution, run.result, settings.onFailure);
    void runs.track(end.finally(() => aborts.delete(run.abort)));
    return execution;
  };

  return {
    settings,
    start,
    executions: () => executions,
    settled: runs.settled,
    stop: () => {
      for (const abort of aborts) abort();
    },
  };
};

const follow = async (
  execution: Execution,
  result: Promise<unknown>,
  onFailure: (error: unknown) => void,
): Promise<void> => {
  try {
    execution.output = await result;
    execution.status = 'SUCCEEDED';
  } catch (error) {
    const { name } = error as Error;
    execution.status = ENDINGS[name] ?? 'FAILED';
    if (execution.status !== 'ABORTED') onFailure(error);
  }
};

const ENDINGS: Record<string, Execution['status']> = {
  ExecutionAbortedError: 'ABORTED',
  ExecutionTimeoutError: 'TIMED_OUT',
};

const executionArn = ({ name, express }: StateMachineSettings, execution: string): string => {
  const { region, accountId } = LOCAL_ACCOUNT;
  const account = `arn:aws:states:${region}:${accountId}`;
  return express
    ? `${account}:express:${name}:${execution}:${randomUUID()}`
    : `${account}:execution:${name}:${execution}`;
};

const substitute = ({ name, definition, substitutions }: StateMachineSettings): string =>
  definition.replace(/\$\{(\w+)\}/g, (_, placeholder: string) => {
    const value = substitutions[placeholder];
    if (value === undefined) throw new Error(`State machine ${name}: nothing is given for ${placeholder}.`);
    return value;
  });

/** All states by name, those inside Parallel and Map too. */
const statesOf = (scope: Json): [string, State][] =>
  Object.entries((scope.States ?? {}) as Record<string, State>).flatMap(([name, state]) => {
    const inner = [state.Branches ?? [], state.ItemProcessor ?? [], state.Iterator ?? []].flat() as Json[];
    return [[name, state] as [string, State], ...inner.flatMap(statesOf)];
  });

const overridesOf = (states: readonly [string, State][], settings: StateMachineSettings) => {
  const tasks = states.filter(([, { Type }]) => Type === 'Task');
  const pause = settings.pauseMilliseconds;
  const paused = (chosen: readonly [string, State][]) =>
    Object.fromEntries(pause === undefined ? [] : chosen.map(([name]) => [name, pause] as const));
  return {
    taskResourceLocalHandlers: Object.fromEntries(
      tasks.map(([name, { Resource = '' }]) => [name, taskHandler(Resource, settings) as never]),
    ),
    waitTimeOverrides: paused(states.filter(([, { Type }]) => Type === 'Wait')),
    retryIntervalOverrides: paused(states.filter(([, { Retry }]) => Retry !== undefined)),
  };
};

/** A task names its function as its Resource, or in the parameters of the Lambda integration. */
const taskHandler = (resource: string, { name, invoke }: StateMachineSettings) => {
  if (resource === LAMBDA_INVOKE) {
    return async ({ FunctionName, Payload }: Json) => ({
      StatusCode: 200,
      Payload: await invoke(String(FunctionName), Payload),
    });
  }
  if (resource.startsWith('arn:aws:lambda:')) return (input: unknown) => invoke(resource, input);
  throw new Error(`State machine ${name}: the task ${resource} is no function; see local/state-machine.ts.`);
};
