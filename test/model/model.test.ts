import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { FENCES, SCENARIOS } from './fences.ts';
import { MODEL, modelFiles, promises } from './model-files.ts';
import { KINDS } from './seen.ts';
import { readReport } from './spin.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${MODEL}README.md`, 'utf8');
const files = modelFiles();
const all = files.map(({ text }) => text).join('\n');

const rowsOf = (heading: string): string[][] =>
  (readme.split(heading)[1]?.split('\n\n')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

const fenceRows = rowsOf('| without | in | what happens |').map(([, name, scenario]) => [name, scenario]);

test('the runner takes away every fence that the model has, and no other', () => {
  const inModel = new Set([...all.matchAll(/\bNO_([A-Z_]+)\b/g)].map(([, name]) => name));
  expect([...inModel].sort()).toEqual(FENCES.map(({ name }) => name).sort());
});

test('the README says of every fence what happens without it, and in which scenario', () => {
  expect(fenceRows).toEqual(FENCES.map(({ name, scenario }) => [name, scenario]));
});

test('the README names the second fence wherever there is one', () => {
  const doubled = rowsOf('| without | in | what happens |').filter(([, , , what]) =>
    what?.startsWith('with '),
  );
  expect(doubled.map(([, name, , what]) => [name, /^with (\w+)/.exec(what ?? '')?.[1]])).toEqual(
    FENCES.filter(({ beside }) => beside !== undefined).map(({ name, beside }) => [name, beside]),
  );
});

test('every scenario is a process that starts, and every such file is a scenario', () => {
  const startable = files.filter(({ text }) => /^init \{/m.test(text)).map(({ name }) => name);
  expect(startable).toEqual(SCENARIOS.map((name) => `${name}.pml`).sort());
});

/** "file, name:" as the model cites the code. */
const cited = [...all.matchAll(/\b(shared\/[\w/-]+\.ts), ([\w.]+)/g)].map(([, path, name]) => ({
  path: path as string,
  name: (name as string).split('.').at(-1) as string,
}));

test.each(cited)('$path has $name, which the model cites', ({ path, name }) => {
  expect(readFileSync(`${ROOT}${path}`, 'utf8')).toMatch(new RegExp(`\\b${name}\\b`));
});

test('every file that the model names is there', () => {
  const named = [...`${all}\n${readme}`.matchAll(/\b(?:shared|test)\/[\w/.-]*[\w]/g)].map(([path]) => path);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

test('every promise is asked for somewhere, and everything that is asked for is a promise', () => {
  const asked = new Set([...all.matchAll(/PROMISE\((\w+), /g)].map(([, name]) => name));
  asked.delete('name');
  expect([...asked].sort()).toEqual([...promises().keys()].sort());
});

test('what is seen of a schedule is what the model can see, by the same numbers', () => {
  const defined = [...all.matchAll(/^#define ([A-Z_]+) (\d+)$/gm)]
    .filter(([, name]) => (KINDS as readonly (string | undefined)[]).includes(name))
    .map(([, name, number]) => [name, Number(number)]);
  expect(defined).toEqual(KINDS.map((kind, index) => [kind, index + 1]));
});

const REPORT = `State-vector 92 byte, depth reached 58, errors: 0
   470605 states, stored
`;

test('a report of a search that found nothing is read', () => {
  expect(readReport(REPORT)).toEqual({ states: 470605, depth: 58, errors: 0 });
});

test('a report says which promise was broken', () => {
  const line = 'pan:1: assertion violated (( !(session[l])||word[l])||sessionGone) (at depth 54)\n';
  expect(readReport(line + REPORT.replace('errors: 0', 'errors: 1'))).toMatchObject({
    errors: 1,
    broken: 'sessionGone',
  });
});

test('whatever else Spin finds is no promise', () => {
  expect(readReport(`pan:1: invalid end state (at depth 192)\n${REPORT}`).broken).toBe('invalid end state');
});

test.each(['error: max search depth too small', 'Warning: Search not completed'])(
  'a search that ended early is not taken for a whole one: %s',
  (line) => {
    expect(readReport(`${line}\n${REPORT}`).unfinished).toBeDefined();
  },
);
