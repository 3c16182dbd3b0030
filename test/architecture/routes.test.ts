import { expect, test } from '@jest/globals';
import { ROUTES } from '../../shared/contract/routes.ts';
import { sourceFiles } from '../support/source-files.ts';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const files = sourceFiles(['functions'], ['.ts']);

test('each route is one file of functions/api, named as the route, and there is no other file', () => {
  const inApi = files.map(({ path }) => path).filter((path) => path.startsWith('functions/api/'));
  expect(inApi).toEqual(
    Object.keys(ROUTES)
      .map((name) => `functions/api/${kebab(name)}.ts`)
      .sort(),
  );
});

test.each(files)('$path is one handler of about ten lines and exports nothing else', ({ text }) => {
  expect(text.match(/^export .*$/gm)).toEqual([expect.stringMatching(/^export const handler = /)]);
  expect(text.split('\n').length).toBeLessThanOrEqual(25);
});
