import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const run = promisify(execFile);
const environment = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' };

/** Starts it, and waits until it has said how to end it. */
const started = async (...args: string[]) => {
  const child = spawn(process.execPath, [START, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('Ctrl-C ends it.')) break;
  }
  return { child, said };
};

test('it serves, the printed call works when pasted, and Ctrl-C ends it', async () => {
  const { child, said } = await started('--port', '0');
  const call = /^curl .*$/m.exec(said)?.[0] ?? '';
  const { stdout } = await run('/bin/sh', ['-c', `${call} --silent`]);
  expect(JSON.parse(stdout)).toMatchObject({ success: true, state: 'allocated', prefix: '2001:db8::/56' });
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 60_000);

test('it says what to do about a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const refused = run(process.execPath, [START, '--port', String(port)], { env: environment });
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`Port ${port} is taken. Choose another`),
  });
  server.close();
}, 60_000);

test('it explains itself, and what it does not understand', async () => {
  const { stdout } = await run(process.execPath, [START, '--help'], { env: environment });
  expect(stdout).toContain('Usage: npm start');
  await expect(run(process.execPath, [START, '--nonsense'], { env: environment })).rejects.toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Usage: npm start'),
  });
}, 60_000);
