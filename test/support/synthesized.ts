import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { assembleApp, buildApp } from '../../infra/build-app.ts';

/** A resource of a template, as these tests look at it. */
export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
};

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

const propsWith = (more: Record<string, unknown>) => ({
  context: {
    ...context,
    'aws:cdk:bundling-stacks': [],
    'aws:cdk:disable-creation-stack-traces': true,
    ...more,
  },
  builtinCloudFormationValidation: false,
  treeMetadata: false,
});

/** The app with the context of cdk.json and more, without bundling. */
export const appWith = (more: Record<string, unknown> = {}) => buildApp(propsWith(more));

/** The same app with none of the findings of cdk-nag acknowledged, and its settings. */
export const bareApp = (more: Record<string, unknown> = {}) => assembleApp(propsWith(more));

/** The stream of a table that was restored. */
export const RESTORED_STREAM =
  'arn:aws:dynamodb:eu-central-1:123456789012:table/leasehold-restored/stream/2030-01-02T03:04:05.678';

/** Every option that adds resources, beside what the app has without. */
export const EVERYTHING = {
  allowedOrigins: 'https://console.example.net',
  domainName: 'leases.example.net',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b',
  egressAddresses: 2,
  provisioningAccounts: { acme: '123456789012' },
  alarmEmail: 'noc@example.net',
} as const;

/** Both templates of the app. */
export const templatesWith = (more: Record<string, unknown> = {}) => {
  const assembly = assembleApp(propsWith(more)).app.synth();
  const templateOf = (name: string) => Template.fromJSON(assembly.getStackByName(name).template);
  return { data: templateOf('LeaseholdData'), core: templateOf('LeaseholdCore') };
};

/** The resources of one type, by logical id. */
export const resourcesOf = (template: Template, type: string) =>
  template.findResources(type) as Record<string, Resource>;
