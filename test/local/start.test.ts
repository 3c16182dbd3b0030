import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const run = promisify(execFile);
const environment = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' };

/** Starts it, and waits until it has said how to end it. */
const started = async (...args: string[]) => {
  const child = spawn(process.execPath, [START, ...args], { env: environment });
  const chunks: string[] = [];
  child.stderr.on('data', (chunk) => chunks.push(String(chunk)));
  const ready = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk) => {
    chunks.push(String(chunk));
    if (chunks.join('').includes('Ctrl-C ends it.')) ready.resolve(chunks.join(''));
  });
  child.once('exit', (code) => ready.reject(new Error(`It ended with ${code}: ${chunks.join('')}`)));
  return { child, said: await ready.promise };
};

/** Runs the printed call in a shell. */
const pasted = async (said: string, subscriber = 'alice') => {
  const call = (/^curl .*$/m.exec(said)?.[0] ?? '').replace('/alice/', `/${subscriber}/`);
  const { stdout } = await run('/bin/sh', ['-c', `${call} --silent`]);
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('the printed call works when pasted, survives a kill with --data, and Ctrl-C ends it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'leasehold-start-'));
  const first = await started('--port', '0', '--data', dataDir);
  expect(await pasted(first.said)).toMatchObject({
    success: true,
    state: 'allocated',
    prefix: '2001:db8::/56',
  });
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await started('--port', '0', '--data', dataDir);
  expect(await pasted(second.said)).toMatchObject({
    type: '/problems/illegal-transition',
    state: 'allocated',
  });
  expect(await pasted(second.said, 'bob')).toMatchObject({ prefix: '2001:db8:0:100::/56' });
  second.child.kill('SIGINT');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
  rmSync(dataDir, { recursive: true });
}, 60_000);

test('it explains itself, and what it does not understand', async () => {
  const { stdout } = await run(process.execPath, [START, '--help'], { env: environment });
  expect(stdout).toContain('Usage: npm start');
  await expect(run(process.execPath, [START, '--nonsense'], { env: environment })).rejects.toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Usage: npm start'),
  });
}, 60_000);
