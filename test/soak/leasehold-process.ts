import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { clockOffset } from './moved-date.ts';
import type { Command, Ready, RuntimeSettings } from './runtime-process.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Node with the clock of this process: so far ahead of the machine's. */
const nodeOfOurTime = (script: string, args: readonly string[], env: Record<string, string>) => {
  const environment = { ...env, PATH: process.env.PATH, SOAK_CLOCK_OFFSET: String(clockOffset()) };
  return spawn(process.execPath, ['--import', pathOf('moved-date.ts'), script, ...args], {
    env: { ...environment, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
};

/** What the functions logged: requests to NetBox by their outcome, errors, and what the runtime could not do. */
export type Heard = { netboxRequests: Record<string, number>; errors: number; failures: number };

type Message = { id?: number; answer?: unknown; error?: string; ready?: Ready; failed?: string };

/** The local runtime in a process of its own, on a folder that survives it. */
export type Leasehold = {
  start(): Promise<void>;
  /** SIGKILL: nothing is finished and nothing said. Resolves once it is gone. */
  kill(): Promise<void>;
  /** Rejects where the process is not there, or goes before it answers. */
  tell<T>(command: Command): Promise<T>;
  /** Where it is now; throws while it is not there. */
  at(): Ready;
  isUp(): boolean;
  heard: Heard;
};

const METRIC = /"NetBoxRequest":(\d+|\[[\d,]+\])/;
const OUTCOME = /"outcome":"(\w+)"/;

const countLine = (line: string, heard: Heard): void => {
  if (line.includes('"level":"error"')) heard.errors += 1;
  const [, values] = METRIC.exec(line) ?? [];
  const [, outcome] = OUTCOME.exec(line) ?? [];
  if (values === undefined || outcome === undefined) return;
  const sum = [JSON.parse(values) as number | number[]].flat().reduce((total, value) => total + value, 0);
  heard.netboxRequests[outcome] = (heard.netboxRequests[outcome] ?? 0) + sum;
};

/** Nothing runs yet. */
export const leaseholdProcess = (settings: RuntimeSettings): Leasehold => {
  const heard: Heard = { netboxRequests: {}, errors: 0, failures: 0 };
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let child: ChildProcess | undefined;
  let ready: Ready | undefined;
  let commands = 0;

  const take = ({ id = 0, answer, error, failed }: Message): void => {
    if (failed !== undefined) heard.failures += 1;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  };

  const gone = (): void => {
    ready = undefined;
    for (const { reject } of waiting.values()) reject(new Error('The runtime is gone.'));
    waiting.clear();
  };

  const start = async (): Promise<void> => {
    const begun = nodeOfOurTime(pathOf('runtime-process.ts'), [], { SOAK_RUNTIME: JSON.stringify(settings) });
    child = begun;
    const complaints: string[] = [];
    createInterface(begun.stdout as NodeJS.ReadableStream).on('line', (line) => countLine(line, heard));
    createInterface(begun.stderr as NodeJS.ReadableStream).on('line', (line) => complaints.push(line));
    const up = Promise.withResolvers<Ready>();
    begun.once('exit', (code) => {
      gone();
      up.reject(new Error(`The runtime ended with ${code}: ${complaints.slice(-5).join(' ')}`));
    });
    begun.on('message', (message: Message) => {
      if (message.ready === undefined) take(message);
      else up.resolve(message.ready);
    });
    ready = await up.promise;
  };

  return {
    start,
    heard,
    async kill() {
      const dying = child;
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
      const exit = once(dying, 'exit');
      dying.kill('SIGKILL');
      await exit;
    },
    tell<T>(command: Command) {
      commands += 1;
      const id = commands;
      const asked = Promise.withResolvers<unknown>();
      if (ready === undefined) return Promise.reject(new Error('The runtime is not there.'));
      waiting.set(id, asked);
      // A process that was killed this moment has not been seen to end yet, and nobody may be told so by a throw.
      child?.send({ id, command }, (error) => {
        if (error !== null) take({ id, error: 'The runtime is gone.' });
      });
      return asked.promise as Promise<T>;
    },
    at() {
      if (ready === undefined) throw new Error('The runtime is not there.');
      return ready;
    },
    isUp: () => ready !== undefined,
  };
};

/** What `npm run audit` says of it. */
export const auditOf = async (leasehold: Leasehold): Promise<{ code: number; lines: string[] }> => {
  const args = ['--settled', '--pause', '2'];
  const tool = nodeOfOurTime(pathOf('../../tools/audit.ts'), args, leasehold.at().auditEnvironment);
  const lines: string[] = [];
  createInterface(tool.stdout as NodeJS.ReadableStream).on('line', (line) => lines.push(line));
  createInterface(tool.stderr as NodeJS.ReadableStream).on('line', (line) => lines.push(line));
  const [code] = (await once(tool, 'close')) as [number];
  return { code, lines };
};
