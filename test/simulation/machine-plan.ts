import { readFileSync } from 'node:fs';

/** The tasks of the revoke machine. */
export type TaskName =
  | 'BeginRevoke'
  | 'DisconnectSession'
  | 'ReleasePrefix'
  | 'FinishRevoke'
  | 'RecordFailure';

/** Why a task is not what comes next: the execution ends well or not, or waits so many milliseconds first. */
export type Next = { task: TaskName; wait: number; failure?: Failure } | { end: string };

/** What RecordFailure is told where no task said why. */
export type Failure = { code: string; detail: string; healing: boolean };

/** What follows a task: by its outcome, for any other outcome, and where it threw in all of its tries. */
export type TaskPlan = {
  retries: number;
  intervalSeconds: number;
  by: ReadonlyMap<string, Next>;
  otherwise: Next;
  caught: Next;
};

/** The machine as its executions need it. */
export type MachinePlan = { first: TaskName; seconds: number; tasks: Record<TaskName, TaskPlan> };

type State = {
  Type: string;
  Next?: string;
  Default?: string;
  Seconds?: number;
  Parameters?: { failure?: Record<string, unknown> };
  Choices?: { Variable: string; StringEquals: string; Next: string }[];
  Retry?: { ErrorEquals: string[]; IntervalSeconds: number; MaxAttempts: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
};

/** The definition of statemachines/revoke.asl.json. */
export type Definition = { StartAt: string; TimeoutSeconds: number; States: Record<string, State> };

/** Reads it. */
export const readDefinition = (): Definition =>
  JSON.parse(readFileSync(new URL('../../statemachines/revoke.asl.json', import.meta.url), 'utf8'));

const failureOf = ({ Parameters }: State): Failure => {
  const { code, detail, healing } = { detail: 'A task threw.', ...Parameters?.failure } as Failure;
  return { code, detail, healing };
};

/** Follows what is no task. */
const nextFrom = (states: Definition['States'], name: string): Next => {
  const state = states[name] as State;
  switch (state.Type) {
    case 'Task':
      return { task: name as TaskName, wait: 0 };
    case 'Wait':
      return { ...nextFrom(states, state.Next as string), wait: 1_000 * (state.Seconds as number) };
    case 'Pass':
      return { ...nextFrom(states, state.Next as string), failure: failureOf(state) };
    case 'Succeed':
    case 'Fail':
      return { end: name };
    default:
      throw new Error(`The walker knows no state of type ${state.Type} after a choice.`);
  }
};

const only = <T>(list: readonly T[] | undefined): T => {
  if (list?.length !== 1) throw new Error('The walker knows one Retry and one Catch of each task.');
  return list[0] as T;
};

const taskPlan = (states: Definition['States'], task: State): TaskPlan => {
  const retry = only(task.Retry);
  const choice = states[task.Next as string] as State;
  if (choice.Type !== 'Choice') throw new Error('The walker expects a choice after each task.');
  return {
    retries: retry.MaxAttempts,
    intervalSeconds: retry.IntervalSeconds,
    by: new Map(
      (choice.Choices ?? []).map(({ StringEquals, Next }) => [StringEquals, nextFrom(states, Next)]),
    ),
    otherwise: nextFrom(states, choice.Default as string),
    caught: nextFrom(states, only(task.Catch).Next),
  };
};

/** What executions walk, made of the definition, so that the two cannot part. */
export const machinePlan = ({ StartAt, TimeoutSeconds, States }: Definition): MachinePlan => {
  const tasks = Object.entries(States).flatMap(([name, state]) =>
    state.Type === 'Task' ? [[name, taskPlan(States, state)]] : [],
  );
  return { first: StartAt as TaskName, seconds: TimeoutSeconds, tasks: Object.fromEntries(tasks) };
};
