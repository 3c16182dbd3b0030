import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { jsonLog } from '../../shared/adapters/json-log.ts';
import { originalStack } from '../../shared/adapters/original-stack.ts';
import { NOON } from '../support/leases.ts';

const folder = mkdtempSync(join(tmpdir(), 'leasehold-stack-'));
const bundle = join(folder, 'index.mjs');
let error: Error;

beforeAll(async () => {
  const source = 'const deep = () => {\n  throw new Error("no");\n};\nexport const handler = () => deep();\n';
  writeFileSync(join(folder, 'source.ts'), source);
  buildSync({
    entryPoints: [join(folder, 'source.ts')],
    outfile: bundle,
    minify: true,
    format: 'esm',
    sourcemap: 'external',
  });
  const { handler } = await import(bundle);
  try {
    handler();
  } catch (caught) {
    error = caught as Error;
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test('the places of a bundle are told as those of its sources', () => {
  expect(error.stack).toContain('index.mjs:1:');
  const stack = originalStack(String(error.stack));
  expect(stack).toContain('source.ts:2:9');
  expect(stack).toContain('source.ts:4:');
  expect(stack).not.toContain('index.mjs');
});

test('a place without a map, and one that its map does not know, stay as they are', () => {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(`${empty}.map`, '{"version":3,"sources":[],"names":[],"mappings":""}');
  const stack = `Error: no\n    at x (file:///nowhere/index.mjs:1:2)\n    at y (file://${empty}:1:1)\n    at z (node:net:1:2)`;
  expect(originalStack(stack)).toBe(stack);
});

test('the log tells stacks so', () => {
  const lines: string[] = [];
  const { log } = jsonLog({ write: (line) => void lines.push(line), clock: () => NOON });
  log('error', 'Failed.', { error, stack: error.stack });
  const { error: described, stack } = JSON.parse(String(lines[0]));
  expect(described.stack).toContain('source.ts:2:9');
  expect(stack).toContain('source.ts:2:9');
});
