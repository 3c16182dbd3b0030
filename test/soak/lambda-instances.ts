import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { CallWrapper, FunctionSettings, LocalContext } from '../../local/lambda.ts';

type Handler = (event: unknown, context: LocalContext) => unknown;

/** What AWS would run of one function at once: its instances, each with one call at a time. */
type Fleet = { idle: Handler[]; made: number; waiting: ((handler: Handler) => void)[] };

let loading: Promise<unknown> = Promise.resolve();

/** A source under another query is another module: its own clients, its own circuit breaker. */
const loadInstance = (settings: FunctionSettings, instance: number): Promise<Handler> => {
  const load = async (): Promise<Handler> => {
    Object.assign(process.env, settings.environment, { AWS_LAMBDA_FUNCTION_NAME: settings.name });
    const url = `${pathToFileURL(settings.entry).href}?function=${settings.name}&instance=${instance}`;
    return ((await import(url)) as { handler: Handler }).handler;
  };
  // The environment is the process's: one instance is loaded at a time.
  const mine = loading.then(load);
  loading = mine.catch(() => undefined);
  return mine;
};

const contextOf = ({ name, arn, memoryMegabytes }: FunctionSettings, endsAt: number): LocalContext => ({
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: arn,
  memoryLimitInMB: String(memoryMegabytes),
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'soak',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, Math.floor(endsAt - performance.now())),
});

const copyOf = (value: unknown): unknown =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown);

const TIMED_OUT = Symbol('timed out');

const callOnce = async (handler: Handler, settings: FunctionSettings, payload: unknown): Promise<unknown> => {
  const milliseconds = settings.timeoutSeconds * 1000;
  const timeout = Promise.withResolvers<typeof TIMED_OUT>();
  const timer = setTimeout(() => timeout.resolve(TIMED_OUT), milliseconds);
  const context = contextOf(settings, performance.now() + milliseconds);
  try {
    const result = (async () => handler(copyOf(payload), context))();
    return await Promise.race([result, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Runs every call in an instance of its own, as AWS does: one call at a time in each, a new one where all are busy, at
 * most `most` of a function; who comes after that waits. The local runtime loads each function once, so that its calls
 * would share one circuit breaker; here each instance finds out for itself that NetBox is away.
 */
export const lambdaInstances = (most: number): CallWrapper => {
  const fleets = new Map<string, Fleet>();

  const take = async (fleet: Fleet, settings: FunctionSettings): Promise<Handler> => {
    const idle = fleet.idle.pop();
    if (idle !== undefined) return idle;
    if (fleet.made >= most) return new Promise((resolve) => fleet.waiting.push(resolve));
    fleet.made += 1;
    return loadInstance(settings, fleet.made);
  };

  const giveBack = (fleet: Fleet, handler: Handler): void => {
    const next = fleet.waiting.shift();
    if (next === undefined) fleet.idle.push(handler);
    else next(handler);
  };

  return async ({ settings, payload }) => {
    const fleet = fleets.get(settings.arn) ?? { idle: [], made: 0, waiting: [] };
    fleets.set(settings.arn, fleet);
    const handler = await take(fleet, settings);
    const result = await callOnce(handler, settings, payload).finally(() => giveBack(fleet, handler));
    if (result === TIMED_OUT)
      throw new Error(`${settings.name} timed out after ${settings.timeoutSeconds} s`);
    return copyOf(result);
  };
};
