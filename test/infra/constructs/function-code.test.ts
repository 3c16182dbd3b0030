import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionCode } from '../../../infra/constructs/function-code.ts';

test('each function has a bundle of its own, with a source map of every file, that runs as it is', async () => {
  const outdir = mkdtempSync(join(tmpdir(), 'leasehold-bundle-'));
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Stack');
  for (const name of ['get-health', 'get-openapi']) {
    new LambdaFunction(stack, name, {
      code: functionCode(`functions/api/${name}.ts`),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
    });
  }
  app.synth();
  const bundles = readdirSync(outdir).filter(
    (name) => name.startsWith('asset.') && existsSync(join(outdir, name, 'index.mjs')),
  );
  expect(bundles).toHaveLength(2);
  const answers: number[] = [];
  const bodies: string[] = [];
  for (const bundle of bundles) {
    const files = readdirSync(join(outdir, bundle));
    const code = files.filter((name) => name.endsWith('.mjs'));
    expect(files.toSorted()).toEqual(code.flatMap((name) => [name, `${name}.map`]).toSorted());
    for (const name of code) {
      expect(readFileSync(join(outdir, bundle, name), 'utf8')).not.toContain('sourceMappingURL');
    }
    const { handler } = await import(join(outdir, bundle, 'index.mjs'));
    const { statusCode, body } = await handler({ requestContext: { http: { method: 'GET' } }, headers: {} });
    answers.push(statusCode);
    bodies.push(body);
  }
  expect(answers).toEqual([200, 200]);
  expect(new Set(bodies).size).toBe(2);
  rmSync(outdir, { recursive: true });
}, 120_000);
