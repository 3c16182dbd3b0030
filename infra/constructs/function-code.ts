import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FUNCTIONS = join(ROOT, 'functions');

/** ESM has no require, and some packages still ask for it. */
const BANNER =
  "import{createRequire as __appCreateRequire}from'module';const require=__appCreateRequire(import.meta.url);";

/** All source files of functions, relative to the project: `functions/api/get-status.ts`. */
export const functionEntries = (): string[] =>
  readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('functions', name))
    .sort();

/** Bundles wait here for CDK to copy them. */
const OUTPUT = join(ROOT, '.cache', 'functions');
let isBundled = false;

/**
 * Bundles every function in one pass, a quarter of the time of one pass for each; once a process. The bundle of
 * `functions/api/get-status.ts` is `index.mjs` in the folder of that name below the one that it answers.
 */
export const bundleFunctions = (): string => {
  if (isBundled) return OUTPUT;
  rmSync(OUTPUT, { recursive: true, force: true });
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: functionEntries().map((entry) => ({ in: entry, out: join(entry, 'index') })),
    outdir: OUTPUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  isBundled = true;
  return OUTPUT;
};

/** The bundle of one function: `index.mjs` and its source map. Where bundling is off, the sources stand in for it. */
export const functionCode = (entry: string): Code =>
  Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-pulled'),
      // The staging of assets tells bundles of one source folder apart by this alone.
      command: [entry],
      local: {
        tryBundle: (outputDir) => {
          cpSync(join(bundleFunctions(), entry), outputDir, { recursive: true });
          return true;
        },
      },
    },
  });
