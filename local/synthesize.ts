import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { App, AppProps } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Json, Template } from './template.ts';

/** A synthesized app: its templates by stack, and the text of a file that they upload, by its key. */
export type Synthesized = { stacks: Record<string, Template>; file: (key: string) => string };

/** How the app is built; in the product by infra/. */
export type BuildApp = (props: AppProps) => App;

/**
 * Synthesizes a CDK app in this process, in a folder that is gone afterwards. Nothing is bundled: the runtime takes
 * the sources. The check against CloudFormation's own rules takes longer than all the rest, and is for deployments.
 */
export const synthesize = (build: BuildApp, context: Json): Synthesized => {
  const outdir = mkdtempSync(join(tmpdir(), 'leasehold-template-'));
  try {
    const app = build({
      outdir,
      context: {
        ...context,
        'aws:cdk:bundling-stacks': [],
        'aws:cdk:disable-asset-staging': true,
        'aws:cdk:disable-creation-stack-traces': true,
      },
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      treeMetadata: false,
    });
    const assembly = app.synth();
    const files = filesOf(assembly);
    return {
      stacks: Object.fromEntries(assembly.stacks.map((stack) => [stack.stackName, stack.template])),
      file: (key) => {
        const text = files.get(key);
        if (text === undefined) throw new Error(`The app uploads no file ${key}.`);
        return text;
      },
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

type FileAsset = {
  source: { path: string; packaging: string };
  destinations: Record<string, { objectKey: string }>;
};

const filesOf = (assembly: CloudAssembly): Map<string, string> => {
  const assets = assembly.stacks.flatMap(({ stackName }) => {
    const manifest = readFileSync(join(assembly.directory, `${stackName}.assets.json`), 'utf8');
    return Object.values((JSON.parse(manifest) as { files: Record<string, FileAsset> }).files);
  });
  const single = assets.filter(({ source }) => source.packaging === 'file');
  return new Map(
    single.flatMap(({ source, destinations }) => {
      const text = readFileSync(resolve(assembly.directory, source.path), 'utf8');
      return Object.values(destinations).map(({ objectKey }) => [objectKey, text] as const);
    }),
  );
};
