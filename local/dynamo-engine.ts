import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { indexStreams } from './stream-index.ts';

/** A DynamoDB endpoint on this machine: `endpoint` is a URL, `close` ends the engine and resolves once it is gone. */
export type Dynamo = { endpoint: string; close: () => Promise<void> };

/**
 * What to start. `dataDir`: keep the tables in this folder (made where missing); absent: in memory only.
 * `environment` and `platform` stand in for those of the process.
 */
export type DynamoOptions = {
  dataDir?: string | undefined;
  environment?: Record<string, string | undefined>;
  platform?: string;
};

type Engine = ChildProcessByStdio<Writable, null, Readable>;

/**
 * Starts the embedded DynamoDB engine on a free loopback port, for `npm start` and for every test that wants a real
 * table. DYNAMODB_ENDPOINT, where set, is answered instead and nothing is started. Kept tables get an index of
 * their streams (local/stream-index.ts). Throws an Error that says what to do where this platform has no engine, or
 * where the engine does not come up.
 */
export const startDynamo = async (options: DynamoOptions = {}): Promise<Dynamo> => {
  const named = (options.environment ?? process.env).DYNAMODB_ENDPOINT;
  if (named) return { endpoint: named, close: async () => undefined };
  const binary = engineBinary(options.platform ?? `${process.platform}-${process.arch}`);
  if (options.dataDir === undefined) return onFreePort(binary, [], 3);
  const file = databaseFile(options.dataDir);
  const dynamo = await onFreePort(binary, ['--db-path', file], 3);
  try {
    indexStreams(file);
    return dynamo;
  } catch (error) {
    await dynamo.close();
    throw error;
  }
};

/** SDK client settings for an endpoint of this machine; local services look at no credentials. */
export const localClientConfig = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/** The engine does not report a port that it chose itself, so one is found for it, and may be gone by then. */
const onFreePort = async (binary: string, keep: readonly string[], tries: number): Promise<Dynamo> => {
  const port = await freePort();
  const engine = spawnTiedToParent(binary, ['--host', '127.0.0.1', '--port', String(port), ...keep]);
  try {
    await listening(engine);
  } catch (error) {
    if (tries > 1 && String(error).includes('already in use')) return onFreePort(binary, keep, tries - 1);
    throw error;
  }
  return { endpoint: `http://127.0.0.1:${port}`, close: () => stop(engine) };
};

const engineBinary = (platform: string): string => {
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}/dynoxide`);
  } catch {
    throw new Error(
      `There is no embedded DynamoDB engine for ${platform}. Set DYNAMODB_ENDPOINT to the URL of a DynamoDB ` +
        'that Leasehold may use (for example http://127.0.0.1:8000 of DynamoDB Local) and start again.',
    );
  }
};

const databaseFile = (dataDir: string): string => {
  mkdirSync(dataDir, { recursive: true });
  return join(dataDir, 'dynamodb.sqlite');
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No loopback port is free.');
  return address.port;
};

/**
 * A shell between us and the engine ends it as soon as our end of its stdin closes, even after a kill -9 of us.
 * The engine itself gets a kill -9 too (its data survive that): asked politely it waits for every idle connection.
 */
const TIE =
  'exec 3<&0; "$@" & pid=$!; { read -r _ <&3; kill -9 "$pid" 2>/dev/null; } & wait "$pid"; code=$?; exit "$code"';

const spawnTiedToParent = (binary: string, args: readonly string[]): Engine => {
  const engine = spawn('/bin/sh', ['-c', TIE, 'engine', binary, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // A caller that forgets to close must still be able to exit.
  engine.unref();
  for (const stream of [engine.stdin, engine.stderr]) {
    if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
  return engine;
};

const listening = async (engine: Engine): Promise<void> => {
  const complaints: string[] = [];
  engine.ref();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface(engine.stderr).on('line', (line) => {
    complaints.push(line);
    if (line.includes('listening on')) resolve();
  });
  engine.once('exit', (code) =>
    reject(new Error(`The DynamoDB engine ended at once (code ${code}): ${complaints.join(' ')}`)),
  );
  await promise;
  engine.unref();
};

const stop = async (engine: Engine): Promise<void> => {
  if (engine.exitCode !== null || engine.signalCode !== null) return;
  engine.ref();
  const gone = once(engine, 'exit');
  engine.stdin.end();
  await gone;
};
