import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FUNCTIONS = join(ROOT, 'functions');

/** What stands in for a package in the bundles: where credentials come from is known there. */
const ALIAS = { '@aws-sdk/credential-provider-node': join(ROOT, 'shared/adapters/role-credentials.ts') };

/** All source files of functions, relative to the project: `functions/api/get-status.ts`. */
export const functionEntries = (): string[] =>
  readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('functions', name))
    .sort();

/** Where `bundleFunctions` puts them. */
const OUTPUT = join(ROOT, '.cache', 'functions');

/**
 * Bundles one function into a folder, as `index.mjs` and chunks: what a client imports only when it needs it is not even
 * read before. The maps are there for whoever reads a stack; no line in the code points to them, or Node would read them
 * at every start.
 */
const bundle = (entry: string, outdir: string): void => {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: ALIAS,
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
  });
};

let isBundled = false;

/**
 * Bundles every function, once a process. The bundle of `functions/api/get-status.ts` is `index.mjs` in the folder of
 * that name below the one that it answers.
 */
export const bundleFunctions = (): string => {
  if (isBundled) return OUTPUT;
  rmSync(OUTPUT, { recursive: true, force: true });
  for (const entry of functionEntries()) bundle(entry, join(OUTPUT, entry));
  isBundled = true;
  return OUTPUT;
};

/** The bundle of one function, with its source maps. Where bundling is off, the sources stand in for it. */
export const functionCode = (entry: string): Code =>
  Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      // The staging of assets tells bundles of one source folder apart by this alone.
      command: [entry],
      local: {
        tryBundle: (outputDir) => {
          bundle(entry, outputDir);
          return true;
        },
      },
    },
  });
