import { expect, test } from '@jest/globals';
import { sourceFiles } from '../support/source-files.ts';

const EXPORTED =
  /^export (?:default )?(?:declare |abstract |async )*(?:const|let|function\*?|class|type|interface) ([A-Za-z_$][\w$]*)/;

/** Whether the line above is the end of a comment that began as a doc comment and says something. */
const isDocumented = (lines: readonly string[], index: number): boolean => {
  const last = lines[index - 1]?.trimEnd();
  if (last === undefined || !last.endsWith('*/')) return false;
  const first = lines.slice(0, index).findLastIndex((line) => line.trimStart().startsWith('/*'));
  const comment = lines.slice(first, index).join(' ');
  return comment.startsWith('/**') && /[A-Za-z]{2}/.test(comment);
};

/** The names that a text exports without a doc comment directly above them. */
const undocumented = (text: string): string[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const name = EXPORTED.exec(line)?.[1];
    return name === undefined || isDocumented(lines, index) ? [] : [name];
  });
};

const files = sourceFiles(['shared', 'functions', 'infra', 'local', 'tools'], ['.ts']);

test('every export says what it is, directly above', () => {
  expect(files.flatMap(({ path, text }) => undocumented(text).map((name) => `${path}: ${name}`))).toEqual([]);
});

test('the scanner sees the exports of the tree', () => {
  const exported = files.filter(({ text }) => text.split('\n').some((line) => EXPORTED.test(line)));
  expect(exported.length).toBeGreaterThan(100);
});

test.each([
  ['a constant', 'export const a = 1;'],
  ['a function', 'export async function a() {}'],
  ['a class', 'export class a {}'],
  ['a type', 'export type a = string;'],
  ['a comment that is no doc comment', '/* Says what. */\nexport const a = 1;'],
  ['a line comment', '// Says what.\nexport const a = 1;'],
  ['an empty comment', '/** */\nexport const a = 1;'],
  ['a comment further up', '/** Says what. */\n\nexport const a = 1;'],
  ['the comment of its neighbour', '/** Says what. */\nconst b = 1;\nexport const a = 1;'],
])('%s without words of its own would be seen', (_, text) => {
  expect(undocumented(text)).toEqual(['a']);
});

test.each([
  '/** Says what. */\nexport const a = 1;',
  '/**\n * Says what.\n */\nexport type a = string;',
  'const a = 1;',
])('%j is not blamed', (text) => {
  expect(undocumented(text)).toEqual([]);
});
