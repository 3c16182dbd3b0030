import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleFunctions } from '../../infra/constructs/function-code.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Below the project, so that what a bundle leaves out is found in its node_modules, as in those of Lambda's runtime. */
const DEFAULTS = join(ROOT, '.cache', `load-${process.pid}`);

/**
 * What `new NodejsFunction(...)` of aws-cdk-lib 2.276 makes where nothing is said but the entry, in a project that
 * `cdk init` made: CommonJS, nothing minified, the SDK left to the runtime. `withSdk` is the same with `bundleAwsSDK`.
 */
const bundleDefaults = (entries: readonly string[], withSdk: boolean): string => {
  const outdir = join(DEFAULTS, withSdk ? 'with-sdk' : 'without-sdk');
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  // The type of the project is "module"; a function's own folder has no package.json on Lambda.
  writeFileSync(join(outdir, 'package.json'), '{"type": "commonjs"}\n');
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => ({ in: entry, out: join(entry, 'index') })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: withSdk ? [] : ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'error',
  });
  return outdir;
};

/** The bundles of functions by their entries: ours as deployed, and the default one. `remove` them in the end. */
export type Bundles = {
  ours: (entry: string) => string;
  standard: (entry: string) => string;
  remove: () => void;
};

/** Bundles these functions in both ways and answers where the files are. */
export const makeBundles = (entries: readonly string[], withSdk: boolean): Bundles => {
  // A copy, because whoever bundles next begins by removing what is there.
  const ours = join(DEFAULTS, 'ours');
  cpSync(bundleFunctions(), ours, { recursive: true });
  const standard = bundleDefaults(entries, withSdk);
  return {
    ours: (entry) => join(ours, entry, 'index.mjs'),
    standard: (entry) => join(standard, entry, 'index.js'),
    remove: () => rmSync(DEFAULTS, { recursive: true, force: true }),
  };
};
