import { setTimeout as sleep } from 'node:timers/promises';
import { addDemoTenant } from '../../local/demo-tenant.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { type Deployment, deploymentOf } from './deployment.ts';
import { entryOf, type Invocation, meter } from './meter.ts';

/** What an operation set in motion, to its very end: calls of functions, and executions of the revoke machine. */
export type Seen = { invocations: Invocation[]; executions: number };

/** Leasehold at work on one machine, with every call watched. */
export type World = {
  runtime: Runtime;
  deployment: Deployment;
  /** Calls the API, a path below /api/v1/network. Rejects, with what it said, unless it answers 2xx. */
  call: (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<void>;
  /** Runs something and all that follows from it. Rejects where anything failed on its own. */
  watch: (act: () => Promise<unknown>) => Promise<Seen>;
  /**
   * The same, while functions whose batches are gathered wait until `act` and so many executions have ended; answers
   * what those functions did then.
   */
  watchGathered: (act: () => Promise<unknown>, executions: number) => Promise<Invocation[]>;
  close: () => Promise<void>;
};

const executionsOf = (runtime: Runtime) => runtime.machines().flatMap((machine) => machine.executions());

const endedOf = (runtime: Runtime): number =>
  executionsOf(runtime).filter(({ status }) => status !== 'RUNNING').length;

const caller =
  (runtime: Runtime, token: string): World['call'] =>
  async (method, path, body) => {
    const answer = await fetch(`${runtime.url}/api/v1/network/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };

/** Holds calls back while it is closed. */
const gateOf = () => {
  let opened: PromiseWithResolvers<void> | undefined;
  let waiting = 0;
  return {
    pass: async <T>(run: () => Promise<T>): Promise<T> => {
      waiting += 1;
      await opened?.promise;
      waiting -= 1;
      return run();
    },
    waiting: () => waiting,
    close: () => {
      opened = Promise.withResolvers<void>();
    },
    open: () => opened?.resolve(),
  };
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await sleep(5);
};

/** Starts the local runtime as the ledger needs it; `close` ends it. */
export const startWorld = async (): Promise<World> => {
  const metered = meter();
  const gate = gateOf();
  const failures: unknown[] = [];
  let deployment: Deployment | undefined;
  const isGathered = (entry: string): boolean => deployment?.functions.get(entry)?.isGathered === true;
  const runtime = await startRuntime({
    pauseMilliseconds: 0,
    onFailure: (error) => void failures.push(error),
    onLog: metered.onLog,
    aroundCall: (call, run) =>
      metered.aroundCall(call, isGathered(entryOf(call.settings)) ? () => gate.pass(run) : run),
  });
  deployment = deploymentOf(runtime.templates);
  const { token } = await addDemoTenant(runtime);
  await runtime.idle();
  const call = caller(runtime, token);

  const watch = async (act: () => Promise<unknown>): Promise<Seen> => {
    metered.take();
    const before = executionsOf(runtime).length;
    await act();
    await runtime.idle();
    if (failures.length > 0) throw new AggregateError(failures, 'Something failed that nobody waited for.');
    return { invocations: metered.take(), executions: executionsOf(runtime).length - before };
  };

  let batches = 0;
  const watchGathered: World['watchGathered'] = async (act, executions) => {
    gate.close();
    batches += 1;
    const seen = await watch(async () => {
      // The first call has begun before the batch is full: it gets something to do that is nobody's.
      await call('PUT', `subscribers/first-${batches}/profile`, { assignmentMode: 'pd' });
      await until(() => gate.waiting() > 0);
      const ended = endedOf(runtime) + executions;
      await act();
      await until(() => endedOf(runtime) >= ended);
      gate.open();
    });
    return seen.invocations.filter(({ entry }) => isGathered(entry)).slice(1);
  };

  return {
    runtime,
    deployment,
    call,
    watch,
    watchGathered,
    close: async () => {
      gate.open();
      await runtime.close();
      metered.release();
    },
  };
};
