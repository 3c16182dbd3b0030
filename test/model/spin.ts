import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MODEL } from './model-files.ts';

const execute = promisify(execFile);

/**
 * One search: the scenario, and the fences that it is without. `text` is the scenario where docs/model has none of that
 * name; `seconds` how long the search may take.
 */
export type Question = { scenario: string; without: readonly string[]; text?: string; seconds?: number };

/**
 * What a search came to. `depth` is the longest path, in steps of Spin. `broken`: the promise that failed, or what else
 * Spin said. `unfinished`: why the search did not see every state, in Spin's words.
 */
export type Verdict = {
  states: number;
  depth: number;
  errors: number;
  broken?: string | undefined;
  unfinished?: string | undefined;
};

const DEPTH = 20_000;
/** Megabytes that one search may take, beyond which it ends as unfinished. */
const MEMORY = 2048;
const BUFFER = 64 * 1024 * 1024;

const flags = ({ without }: Question): string[] => without.map((name) => `-DNO_${name}`);

const run = async (command: string, args: readonly string[], cwd: string): Promise<string> => {
  try {
    const { stdout } = await execute(command, [...args], { cwd, maxBuffer: BUFFER });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}${String(error)}`);
  }
};

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);

/** Reads the report of a verifier that Spin 6.5 made. */
export const readReport = (report: string): Verdict => {
  const failed = /^pan:\d+: (.*) \(at depth \d+\)/m.exec(report)?.[1];
  return {
    states: numberIn(report, /(\d+) states, stored/),
    depth: numberIn(report, /depth reached (\d+)/),
    errors: numberIn(report, /errors: (\d+)/),
    broken: /\|\|(\w+)\)+$/.exec(failed ?? '')?.[1] ?? failed,
    unfinished: /max search depth too small|Search not completed|out of memory/i.exec(report)?.[0],
  };
};

const compile = (compiler: string, cwd: string): Promise<string> =>
  run(compiler, ['-DSAFETY', `-DMEMLIM=${MEMORY}`, '-o', 'pan', 'pan.c'], cwd);

/** The steps to the violation in the words of the model, without Spin's own lines. */
const wordsOf = (simulation: string): string[] =>
  simulation
    .split(/^spin: trail ends/m)[0]
    ?.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('spin:')) ?? [];

const inScratch = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'leasehold-model-'));
  try {
    await cp(MODEL, folder, { recursive: true });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const TOO_LONG: Verdict = { states: 0, depth: 0, errors: 0, unfinished: 'it took too long' };

const ask = async (folder: string, { seconds = 0 }: Question): Promise<Verdict> => {
  const pan = execute(join(folder, 'pan'), [`-m${DEPTH}`, '-w21'], {
    cwd: folder,
    maxBuffer: BUFFER,
    timeout: 1000 * seconds,
  });
  try {
    return readReport((await pan).stdout);
  } catch (error) {
    if ((error as { killed?: boolean }).killed) return TOO_LONG;
    throw error;
  }
};

const searchIn = async (folder: string, question: Question, compiler: string): Promise<Verdict> => {
  if (question.text !== undefined) await writeFile(join(folder, `${question.scenario}.pml`), question.text);
  await run('spin', ['-a', ...flags(question), `${question.scenario}.pml`], folder);
  await compile(compiler, folder);
  return ask(folder, question);
};

/** Searches every state of a scenario. Throws what Spin or the compiler says where they refuse the model. */
export const search = (question: Question, compiler: string): Promise<Verdict> =>
  inScratch((folder) => searchIn(folder, question, compiler));

/** A search, and the steps to what it found. */
export const explain = (
  question: Question,
  compiler: string,
): Promise<{ verdict: Verdict; steps: string[] }> =>
  inScratch(async (folder) => {
    const verdict = await searchIn(folder, question, compiler);
    if (verdict.errors === 0) return { verdict, steps: [] };
    const said = await run('spin', ['-t', ...flags(question), `${question.scenario}.pml`], folder);
    return { verdict, steps: wordsOf(said) };
  });
