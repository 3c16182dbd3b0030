import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mutated } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const fault = (mutate: () => string): string[] => {
  try {
    mutate();
    return [];
  } catch (error) {
    return [String(error)];
  }
};

test('every mutant fits the source as it is', () => {
  expect(MUTANTS.flatMap((mutant) => fault(() => mutated(read(mutant.file), mutant)))).toEqual([]);
});

test('every mutant has a name and an edit of its own, and says in a sentence what it breaks', () => {
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  const edits = MUTANTS.map(({ file, find, replace }) => JSON.stringify([file, find, replace]));
  expect(new Set(edits).size).toBe(MUTANTS.length);
  expect(MUTANTS.filter(({ breaks }) => !/^[A-Z].{10,}\.$/.test(breaks)).map(({ id }) => id)).toEqual([]);
});

test('the suites that are tried first are there', () => {
  const suites = new Set(MUTANTS.flatMap((mutant) => mutant.suites));
  expect([...suites].filter((suite) => !existsSync(new URL(suite, root)))).toEqual([]);
});

test('docs/mutants.md lists these mutants, all of them killed (npm run mutants -- --write)', () => {
  const page = read('docs/mutants.md');
  const listed = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(([, id, file]) => `${id} ${file}`);
  expect(listed.sort()).toEqual(MUTANTS.map(({ id, file }) => `${id} ${file}`).sort());
  expect(page).toContain(`${MUTANTS.length} mutants, all killed; median time to kill `);
});
