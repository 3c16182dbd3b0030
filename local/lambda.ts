import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { captureOutput, type OutputSink } from './captured-output.ts';
import { underWay } from './under-way.ts';

/** A function of the template. `entry` is the absolute path of its source; `timeoutSeconds` bounds each call. */
export type FunctionSettings = {
  name: string;
  arn: string;
  entry: string;
  environment: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  memoryMegabytes: number;
};

/** What a handler gets beside its event: the part of Lambda's context that makes sense here. */
export type LocalContext = {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis: () => number;
};

/** The loaded functions. `invoke` rejects with an Error whose name is the error type that Lambda would report. */
export type LocalFunctions = {
  invoke: (arn: string, payload: unknown) => Promise<unknown>;
  /** Resolves when no call is running. A call that ran out of time does not count, whatever it still does. */
  settled: () => Promise<void>;
  running: () => number;
  /** Ends what loading began in this process. */
  release: () => void;
};

/** Stands around every call of a function, for whoever counts or times calls: must answer what `run` answers. */
export type CallWrapper = (
  call: { settings: FunctionSettings; payload: unknown },
  run: () => Promise<unknown>,
) => Promise<unknown>;

/**
 * What the functions of one runtime share: variables (endpoints, region) that stay in the process's environment, and
 * who takes their log, which is what they write to the standard output.
 */
export type SharedSettings = {
  environment: Readonly<Record<string, string>>;
  onLog: OutputSink;
  aroundCall?: CallWrapper | undefined;
};

const unwrapped: CallWrapper = (_, run) => run();

type Handler = (event: unknown, context: LocalContext) => unknown;

let runtimes = 0;
/** Environments belong to the process, so functions are loaded one after the other, those of other runtimes too. */
let loading: Promise<unknown> = Promise.resolve();

/**
 * Imports the functions' sources as they are. Each is imported anew for every runtime and sees its own environment
 * while it is loaded, over what all share. Rejects where a source cannot be loaded or has no `handler`.
 */
export const loadFunctions = async (
  functions: readonly FunctionSettings[],
  { environment, onLog, aroundCall = unwrapped }: SharedSettings,
): Promise<LocalFunctions> => {
  runtimes += 1;
  const runtime = runtimes;
  const load = async () => {
    Object.assign(process.env, environment);
    const loaded = new Map<string, { settings: FunctionSettings; handler: Handler }>();
    for (const settings of functions) {
      loaded.set(settings.arn, { settings, handler: await importHandler(settings, runtime) });
    }
    return loaded;
  };
  const mine = loading.then(load);
  loading = mine.catch(() => undefined);
  const loaded = await mine;
  const calls = underWay();
  const output = captureOutput();
  return {
    invoke: async (arn, payload) => {
      const found = loaded.get(arn);
      if (found === undefined) throw new Error(`There is no function ${arn}.`);
      const { settings, handler } = found;
      return calls.track(
        aroundCall({ settings, payload }, () => output.run(onLog, () => call(settings, handler, payload))),
      );
    },
    settled: calls.settled,
    running: calls.size,
    release: output.release,
  };
};

const importHandler = async (settings: FunctionSettings, runtime: number): Promise<Handler> => {
  const restore = replaceEnvironment({ ...settings.environment, AWS_LAMBDA_FUNCTION_NAME: settings.name });
  // Another query is another module, even for two functions of one source.
  const module = `${pathToFileURL(settings.entry).href}?runtime=${runtime}&function=${settings.name}`;
  try {
    const { handler } = (await import(module)) as { handler?: Handler };
    if (typeof handler === 'function') return handler;
    throw new Error('it exports no function "handler"');
  } catch (error) {
    throw new Error(
      `The function ${settings.name} cannot be loaded from ${settings.entry}: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    restore();
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const replaceEnvironment = (environment: Readonly<Record<string, string>>): (() => void) => {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};

const call = async (settings: FunctionSettings, handler: Handler, payload: unknown): Promise<unknown> => {
  const awsRequestId = randomUUID();
  const milliseconds = settings.timeoutSeconds * 1000;
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(timedOut(awsRequestId, settings)), milliseconds);
  const context = contextOf(settings, awsRequestId, performance.now() + milliseconds);
  try {
    const result = (async () => handler(copyOf(payload), context))();
    return copyOf(await Promise.race([result, timeout.promise]));
  } finally {
    clearTimeout(timer);
  }
};

/** Payloads travel as JSON. */
const copyOf = (value: unknown): unknown =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown);

const timedOut = (awsRequestId: string, { timeoutSeconds }: FunctionSettings): Error => {
  const error = new Error(`${awsRequestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
  error.name = 'Sandbox.Timedout';
  return error;
};

const contextOf = (settings: FunctionSettings, awsRequestId: string, deadline: number): LocalContext => ({
  functionName: settings.name,
  functionVersion: '$LATEST',
  invokedFunctionArn: settings.arn,
  memoryLimitInMB: String(settings.memoryMegabytes),
  awsRequestId,
  logGroupName: `/aws/lambda/${settings.name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
});
