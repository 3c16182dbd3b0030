import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionCode } from '../../../infra/constructs/function-code.ts';

const outdir = mkdtempSync(join(tmpdir(), 'leasehold-bundle-'));
afterAll(() => rmSync(outdir, { recursive: true }));

/** The folders of these functions' bundles, as `cdk deploy` would upload them. */
const bundlesOf = (app: string, entries: readonly string[]): string[] => {
  const assembly = join(outdir, app);
  const stack = new Stack(new App({ outdir: assembly, builtinCloudFormationValidation: false }), 'Stack');
  for (const [index, entry] of entries.entries()) {
    new LambdaFunction(stack, `Function${index}`, {
      code: functionCode(entry),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
    });
  }
  App.of(stack)?.synth();
  return readdirSync(assembly)
    .filter((name) => name.startsWith('asset.') && existsSync(join(assembly, name, 'index.mjs')))
    .map((name) => join(assembly, name));
};

/** The files of a bundle that Node would read. */
const codeOf = (bundle: string): string[] => readdirSync(bundle).filter((name) => name.endsWith('.mjs'));

test('each function has a bundle of its own, with a source map of every file, that runs as it is', async () => {
  const bundles = bundlesOf('two', ['functions/api/get-health.ts', 'functions/api/get-openapi.ts']);
  expect(bundles).toHaveLength(2);
  const answers: number[] = [];
  const bodies: string[] = [];
  for (const bundle of bundles) {
    const code = codeOf(bundle);
    expect(readdirSync(bundle).toSorted()).toEqual(code.flatMap((name) => [name, `${name}.map`]).toSorted());
    for (const name of code) {
      expect(readFileSync(join(bundle, name), 'utf8')).not.toContain('sourceMappingURL');
    }
    const { handler } = await import(join(bundle, 'index.mjs'));
    const { statusCode, body } = await handler({ requestContext: { http: { method: 'GET' } }, headers: {} });
    answers.push(statusCode);
    bodies.push(body);
  }
  expect(answers).toEqual([200, 200]);
  expect(new Set(bodies).size).toBe(2);
}, 120_000);

test('a function asks its environment alone for credentials, and nothing in its bundle asks for a require', () => {
  const [bundle = ''] = bundlesOf('one', ['functions/schedule/sweep-overdue.ts']);
  const text = codeOf(bundle)
    .map((name) => readFileSync(join(bundle, name), 'utf8'))
    .join('\n');
  const has = (words: string): boolean => text.includes(words);
  expect(has('AWS_SESSION_TOKEN')).toBe(true);
  expect(['AssumeRoleWithWebIdentity', '169.254.170.2', 'Dynamic require of'].filter(has)).toEqual([]);
}, 120_000);
