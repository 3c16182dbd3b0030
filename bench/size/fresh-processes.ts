import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from '../../infra/constructs/function-code.ts';
import type { CallWrapper, FunctionSettings } from '../../local/lambda.ts';
import type { CallAnswer, CallMessage, Loaded } from './function-process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROCESS = fileURLToPath(new URL('./function-process.ts', import.meta.url));

/** What one function took: to load, in its first call, and in the later ones. */
export type Measured = {
  /** Its source file, such as `functions/api/get-status.ts`. */
  entry: string;
  /** What it is deployed with. */
  memoryMegabytes: number;
  timeoutSeconds: number;
  loaded: Loaded;
  calls: Omit<CallAnswer, 'result'>[];
};

/** Functions in processes of their own. Give `aroundCall` to a runtime: its calls are done there, from the bundles. */
export type FreshProcesses = { aroundCall: CallWrapper; measured: () => Measured[]; close: () => void };

type Running = { child: ChildProcess; measured: Measured; turn: Promise<unknown> };

/** The next message; rejects where the process ends instead, as one does that needs more than it gets. */
const heard = async <T>(child: ChildProcess): Promise<T> => {
  const heardOne = new AbortController();
  const { signal } = heardOne;
  const ended = once(child, 'exit', { signal }).then(([code, by]) => {
    throw new Error(`The process of a function ended (${code ?? by}).`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message as T;
  } finally {
    heardOne.abort();
  }
};

/** The variables that functions share are in this process's environment, once the runtime has loaded them. */
const start = async (settings: FunctionSettings, entry: string): Promise<Running> => {
  const { environment, memoryMegabytes, timeoutSeconds } = settings;
  const bundle = join(bundleFunctions(), entry, 'index.mjs');
  const child = fork(PROCESS, [bundle], {
    env: { ...process.env, ...environment, AWS_LAMBDA_FUNCTION_NAME: entry },
    // Garbage that nobody has to collect would look like need.
    execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${memoryMegabytes / 2}`],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const loaded = await heard<Loaded>(child);
  const measured = { entry, memoryMegabytes, timeoutSeconds, loaded, calls: [] };
  return { child, measured, turn: Promise.resolve() };
};

/** One call at a time, as in Lambda's environments. */
const callIn = async (running: Running, message: CallMessage): Promise<unknown> => {
  running.child.send(message);
  const { result, ...took } = await heard<CallAnswer>(running.child);
  running.measured.calls.push(took);
  if (took.error !== undefined) throw new Error(took.error);
  return result;
};

/** Starts a process for each function at its first call, and keeps it for the next ones. */
export const freshProcesses = (): FreshProcesses => {
  const all = new Map<string, Promise<Running>>();
  const running: Running[] = [];
  const begin = async (settings: FunctionSettings, entry: string): Promise<Running> => {
    const started = await start(settings, entry);
    running.push(started);
    return started;
  };
  return {
    aroundCall: async ({ settings, payload }) => {
      const entry = relative(ROOT, settings.entry);
      const starting = all.get(entry) ?? begin(settings, entry);
      all.set(entry, starting);
      const one = await starting;
      const call = { payload, milliseconds: settings.timeoutSeconds * 1000 };
      const turn = one.turn.then(() => callIn(one, call));
      one.turn = turn.catch(() => undefined);
      return turn;
    },
    measured: () => running.map(({ measured }) => measured),
    close: () => {
      for (const { child } of running) child.disconnect();
    },
  };
};
