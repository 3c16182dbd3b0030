import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');

test('the README describes every setting of the CDK app, and no other', () => {
  const table = readme.split('| context | what |')[1]?.split('\n\n')[0] ?? '';
  const named = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  const { context } = JSON.parse(read('cdk.json'));
  const settings = Object.keys(context).filter((name) => !name.startsWith('@aws-cdk/'));
  const ofEnvironments = Object.values<object>(context.environments).map(Object.keys);
  expect(named).toEqual([...settings, ...(ofEnvironments[0] ?? [])]);
  for (const names of ofEnvironments) expect(names).toEqual(ofEnvironments[0]);
});

test('every file that the README names is there', () => {
  const inText = [...readme.matchAll(/`((?:functions|shared|infra|statemachines|docs)\/[^`<>*]+)`/g)];
  const linked = [...readme.matchAll(/\]\(([^)#:]+)\)/g)];
  const paths = [...inText, ...linked].map(([, path]) => String(path));
  expect(paths.length).toBeGreaterThan(15);
  expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test('every npm command that the documents name is there', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'RUNBOOK.md',
    'docs/deploy.md',
    'docs/operate.md',
    'docs/integrate.md',
  ];
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name),
  );
  expect(named.filter((name) => name !== undefined && !(name in scripts))).toEqual([]);
});

test('every curl of the documents that sends a body says that it is JSON, as the API demands', () => {
  const calls = ['README.md', 'docs/integrate.md'].flatMap((page) =>
    [...read(page).matchAll(/^curl (?:.*\\\n)*.*/gm)].map(([call]) => call),
  );
  expect(calls.length).toBeGreaterThan(3);
  const wordless = calls.filter(
    (call) => / (?:-d|--data) /.test(call) && !/Content-Type: application\/json/.test(call),
  );
  expect(wordless).toEqual([]);
});
