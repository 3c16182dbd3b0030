import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

type Run = { code: number | null; out: string; err: string; left: string[] };

/** Runs the mutants with a temporary folder of their own, and tells what is left in it. */
const run = async (
  args: readonly string[],
  meddle: (child: ChildProcess) => void = () => {},
): Promise<Run> => {
  const temporary = mkdtempSync(join(tmpdir(), 'mutants-test-'));
  try {
    const child = spawn(process.execPath, ['test/mutants/run.ts', ...args], {
      env: { PATH: process.env.PATH, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    meddle(child);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, err, left: readdirSync(temporary) };
  } finally {
    rmSync(temporary, { recursive: true });
  }
};

test('a mutant is killed in a copy of the tree, and nothing is left of it', async () => {
  const { code, out, err, left } = await run(['--only', 'allocate-in-any-epoch']);
  expect(err).toContain(
    'allocate-in-any-epoch: test/domain/allocation-end.test.ts: the end of an allocation is refused once a later epoch has begun',
  );
  expect(out).toMatch(/^1 mutants, all killed; median time to kill/);
  expect({ code, left }).toEqual({ code: 0, left: [] });
});

test('an interruption ends what it has started, and leaves nothing behind', async () => {
  const { code, out, left } = await run(['--only', 'allocate-in-any-epoch'], (child) => {
    child.stderr?.once('data', () => child.kill('SIGINT'));
  });
  expect({ code, out, left }).toEqual({ code: 130, out: '', left: [] });
});

test('it says how it is used, and what it does not understand', async () => {
  expect(await run(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Usage: npm run mutants'),
  });
  expect(await run(['--list', '--only', 'silence-is-gone'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^silence-is-gone\n {2}shared\/domain\/verdict.ts\n/),
  });
  expect(await run(['--only', 'nobody'])).toMatchObject({
    code: 64,
    err: expect.stringContaining('There is no mutant nobody'),
  });
});
