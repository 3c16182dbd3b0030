import { execFileSync } from 'node:child_process';
import type { NetBoxPeer } from '../support/netbox-peer.ts';
import { minter } from './minting.ts';

/** A variable of test/deployed/run. Throws where it is not set. */
export const named = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm run test:deployed".`);
  return value;
};

/** Runs the AWS command line; its answer, parsed. Throws with what it said where it fails. */
export const aws = (...words: string[]): unknown =>
  JSON.parse(execFileSync('aws', [...words, '--output', 'json'], { encoding: 'utf8' }) || 'null');

type Resource = { LogicalResourceId: string; PhysicalResourceId: string };

/** Finds a resource of a stack by what its logical id begins with, up to the hash: its name on AWS. */
export const resourcesOf = (stack: string): ((logicalId: string) => string) => {
  const { StackResources } = aws('cloudformation', 'describe-stack-resources', '--stack-name', stack) as {
    StackResources: Resource[];
  };
  return (logicalId) => {
    const shape = new RegExp(`^${logicalId}[0-9A-F]{8}$`);
    const [found] = StackResources.filter(({ LogicalResourceId }) => shape.test(LogicalResourceId));
    if (found === undefined) throw new Error(`${stack} has no ${logicalId}.`);
    return found.PhysicalResourceId;
  };
};

/** The API by a URL that resolves everywhere: the emulator's own host names do not. */
const apiUrl = (): string => {
  const { hostname, origin } = new URL(named('DEPLOYED_API'));
  const [, id] = /^([a-z0-9]+)\.execute-api\.localhost/.exec(hostname) ?? [];
  return id === undefined ? origin : `${named('AWS_ENDPOINT_URL')}/_aws/execute-api/${id}/$default`;
};

/** The deployment under test: where its API is, and what signs its tokens. */
export const deployment = async () => ({
  url: apiUrl(),
  mint: await minter(named('DEPLOYED_ISSUER'), named('DEPLOYED_KEY_FILE')),
});

/** The real NetBox behind it. */
export const netbox = (): NetBoxPeer => ({
  url: named('NETBOX_URL'),
  tokens: [named('NETBOX_TOKEN')],
  close: async () => undefined,
});
