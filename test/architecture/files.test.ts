import { expect, test } from '@jest/globals';
import { type SourceFile, sourceFiles } from '../support/source-files.ts';

const FOLDERS = ['shared', 'functions', 'infra', 'local', 'tools', 'test', 'bench'];
const MAX_LINES = 200;
/** What became the dumping ground of every codebase that had one. */
const DUMPS = ['util', 'utils', 'helper', 'helpers', 'common', 'types', 'constants', 'index'];

const files = sourceFiles(FOLDERS, ['.ts', '.js', '.cjs', '.mjs']);

const isLong = ({ text }: SourceFile): boolean => text.split('\n').length - 1 > MAX_LINES;
const isDump = ({ path }: SourceFile): boolean =>
  path.split('/').some((part) => DUMPS.includes(part.replace(/[.].*$/, '')));
const file = (path: string, lines = 1): SourceFile => ({ path, text: 'x\n'.repeat(lines) });

test('the walk sees every folder that has code', () => {
  const seen = new Set(files.map(({ path }) => path.split('/')[0]));
  for (const folder of ['shared', 'functions', 'local', 'tools', 'test']) expect(seen).toContain(folder);
});

test('no file is longer than 200 lines', () => {
  expect(files.filter(isLong).map(({ path }) => path)).toEqual([]);
});

test('a file of 201 lines would be seen', () => {
  expect([file('a.ts', 200), file('b.ts', 201)].filter(isLong).map(({ path }) => path)).toEqual(['b.ts']);
});

test('no folder and no file is named for everything and nothing', () => {
  expect(files.filter(isDump).map(({ path }) => path)).toEqual([]);
});

test.each([
  'shared/utils/retry.ts',
  'shared/domain/types.ts',
  'shared/usecases/index.ts',
  'local/helpers.test.ts',
])('%s would be seen', (path) => {
  expect(isDump(file(path))).toBe(true);
});

test("a name that only contains such a word is nobody's dump", () => {
  expect(isDump(file('shared/domain/common-name.ts'))).toBe(false);
});
