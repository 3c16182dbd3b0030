import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from './report.ts';
import type { Scratch } from './scratch.ts';

/** How a run of suites ended; no report where it was stopped, or where Jest itself failed, with its exit code or signal. */
export type Ran = { report: Report | undefined; end: string; inTime: boolean; seconds: number };

/** Bounds of one run: `signal` stops it, `milliseconds` is the longest that it may take. */
export type RunBounds = { signal: AbortSignal; milliseconds: number };

const CONFIG = 'jest.mutants.config.js';
const REPORTER = fileURLToPath(import.meta.resolve('./first-failure.ts'));

/** What a mutant makes wait for ever need not be waited for that long; the run without one shows that it is enough. */
const TEST_MILLISECONDS = 30_000;

const reportFileOf = ({ aside }: Scratch): string => join(aside, 'report.json');

/** What a scratch copy needs before its suites can be run. */
export const prepareRuns = (scratch: Scratch): void => {
  const own = {
    reporters: [[REPORTER, { file: reportFileOf(scratch) }]],
    cacheDirectory: join(scratch.aside, 'cache'),
    testTimeout: TEST_MILLISECONDS,
  };
  const text = `import base from './jest.config.js';\nexport default { ...base, ...${JSON.stringify(own)} };\n`;
  scratch.write(CONFIG, text);
};

const command = ({ root }: Scratch, suites: readonly string[]): string[] => [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
  '--config',
  CONFIG,
  '--runInBand',
  '--bail',
  '--runTestsByPath',
  ...suites,
];

/** Whatever a run has started ends with it: tests start databases and servers of their own. */
const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
};

const readReport = (file: string): Report | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
};

/** Starts Jest and waits until it and all that it has started are gone. Answers its exit code or signal. */
const endOfJest = async (scratch: Scratch, suites: readonly string[], stop: AbortSignal): Promise<string> => {
  const jest = spawn(process.execPath, command(scratch, suites), {
    cwd: scratch.root,
    // What packages and tests leave in the temporary folder goes with the copy.
    env: { ...process.env, TMPDIR: scratch.aside },
    stdio: 'ignore',
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  const end = (): void => endGroup(jest);
  stop.addEventListener('abort', end);
  try {
    const [code, signal] = await once(jest, 'exit');
    return String(code ?? signal);
  } finally {
    end();
    stop.removeEventListener('abort', end);
  }
};

/** Runs these test files of a scratch copy, one after the other, until the first that fails. */
export const runSuites = async (
  scratch: Scratch,
  suites: readonly string[],
  { signal, milliseconds }: RunBounds,
): Promise<Ran> => {
  signal.throwIfAborted();
  rmSync(reportFileOf(scratch), { force: true });
  const begun = performance.now();
  const time = AbortSignal.timeout(milliseconds);
  const end = await endOfJest(scratch, suites, AbortSignal.any([signal, time]));
  signal.throwIfAborted();
  const report = readReport(reportFileOf(scratch));
  const seconds = (performance.now() - begun) / 1000;
  return { report, end, inTime: report !== undefined || !time.aborted, seconds };
};
