import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The columns of the design's table, each by a file that stands for it. */
const TARGETS = {
  domain: 'shared/domain/target.ts',
  contract: 'shared/contract/target.ts',
  ports: 'shared/usecases/ports.ts',
  usecases: 'shared/usecases/target.ts',
  adapters: 'shared/adapters/folder/target.ts',
  radius: 'shared/radius/target.ts',
  http: 'shared/http/target.ts',
  wiring: 'shared/wiring.ts',
  functions: 'functions/api/target.ts',
  infra: 'infra/stacks/target.ts',
  local: 'local/target.ts',
  tools: 'tools/target.ts',
  test: 'test/target.ts',
  sdk: '@aws-sdk/client-dynamodb',
  middy: '@middy/core',
  cdk: 'aws-cdk-lib',
  node: 'node:fs',
  devPackage: 'fast-check',
} as const;

type Target = keyof typeof TARGETS;

/** The rows, typed by hand from the design, and not from the configuration: each with all that it may import. */
const TABLE: Readonly<Record<string, { file: string; may: readonly Target[] }>> = {
  domain: { file: 'shared/domain/source.ts', may: ['domain'] },
  contract: { file: 'shared/contract/source.ts', may: ['domain', 'contract'] },
  radius: { file: 'shared/radius/source.ts', may: ['domain', 'radius'] },
  usecases: { file: 'shared/usecases/source.ts', may: ['domain', 'ports', 'usecases'] },
  adapters: {
    file: 'shared/adapters/folder/source.ts',
    may: ['domain', 'contract', 'ports', 'adapters', 'radius', 'sdk', 'node'],
  },
  http: { file: 'shared/http/source.ts', may: ['domain', 'contract', 'http', 'middy'] },
  wiring: {
    file: 'shared/wiring.ts',
    may: ['domain', 'contract', 'ports', 'adapters', 'wiring', 'sdk', 'node'],
  },
  functions: {
    file: 'functions/api/source.ts',
    may: ['domain', 'contract', 'ports', 'usecases', 'http', 'wiring'],
  },
  infra: { file: 'infra/stacks/source.ts', may: ['domain', 'contract', 'infra', 'cdk', 'node'] },
};

const PACKAGES = ['@aws-sdk/client-dynamodb', '@middy/core', 'aws-cdk-lib', 'fast-check'];
const PLANTED = Object.entries(TABLE).map(([from, { file, may }]) => ({
  from,
  file,
  targets: (Object.keys(TARGETS) as Target[]).filter((to) => TARGETS[to] !== file),
  may,
}));

type Violation = { from: string; to: string; rule: { name: string } };

const isFile = (target: string): boolean => target.endsWith('.ts');

const specifier = (from: string, target: string): string => {
  const path = isFile(target) ? relative(dirname(from), target) : target;
  return isFile(target) && !path.startsWith('.') ? `./${path}` : path;
};

/** One source a pair, so that a violation names the pair; wiring is a single file that imports everything. */
const sourceOf = (file: string, to: Target): string => file.replace('source.ts', `source-to-${to}.ts`);

/** Files of the tree are imported for their types alone, and packages for their values. */
const importOf = (file: string, to: Target): string => {
  const kind = isFile(TARGETS[to]) ? 'type ' : '';
  return `import ${kind}* as ${to} from '${specifier(file, TARGETS[to])}';\nexport ${kind}{ ${to} };\n`;
};

const manifest = JSON.stringify({
  type: 'module',
  dependencies: { '@aws-sdk/client-dynamodb': '1', '@middy/core': '1', 'aws-cdk-lib': '1' },
  devDependencies: { 'fast-check': '1' },
});

const tree = (): Map<string, string> => {
  const files = new Map([
    ['.dependency-cruiser.cjs', readFileSync(join(ROOT, '.dependency-cruiser.cjs'), 'utf8')],
    ['tsconfig.json', '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }'],
    ['package.json', manifest],
  ]);
  for (const name of PACKAGES) {
    files.set(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    );
    files.set(`node_modules/${name}/index.js`, 'module.exports = {};\n');
  }
  for (const target of Object.values(TARGETS).filter(isFile)) files.set(target, 'export type It = string;\n');
  for (const { file, targets } of PLANTED) {
    files.set(file, '');
    for (const to of targets) {
      const source = sourceOf(file, to);
      files.set(source, (files.get(source) ?? '') + importOf(file, to));
    }
  }
  return files;
};

/** What `npm run rules` says of a tree in which every layer imports everything there is. */
const violationsOfTree = (): Violation[] => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    for (const [path, text] of tree()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const cruiser = join(ROOT, 'node_modules/.bin/depcruise');
    const folders = ['shared', 'functions', 'infra', 'local', 'tools'];
    const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const violations = violationsOfTree();

test.each(PLANTED)(
  '$from may import what the table says and nothing else, types included',
  ({ from, file, targets, may }) => {
    const name = `${from}-imports-its-own-only`;
    const refused = targets.filter((to) =>
      violations.some(
        (each) =>
          each.rule.name === name &&
          each.from === sourceOf(file, to) &&
          (each.to.includes(TARGETS[to].replace(/^node:/, '')) || each.to === TARGETS[to]),
      ),
    );
    expect(refused.sort()).toEqual(targets.filter((to) => !may.includes(to)).sort());
  },
);

test('deployed code that uses a devDependency is refused by that name', () => {
  const found = violations.filter(({ rule }) => rule.name === 'deployed-code-uses-dependencies');
  expect(found.map(({ from }) => from)).toContain('shared/adapters/folder/source-to-devPackage.ts');
});
