import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DemoTenant } from './demo-tenant.ts';
import type { Runtime } from './runtime.ts';

/** What `npm start` was asked for. */
export type StartCommand = {
  port: number;
  dataDir: string | undefined;
  logs: boolean;
  netbox: { url: string; token: string } | undefined;
  netboxPoolId: number | undefined;
};

/** How `npm start` is used. */
export const START_HELP = `Usage: npm start -- [--port N] [--data DIR] [--logs]

Runs Leasehold on this machine: the functions of the CDK app, an embedded DynamoDB, a NetBox
and a NAS simulator. It makes a tenant "demo" with a pool, and prints its token and a first call.

  --port N      port of the HTTP API (default 8080; 0 takes a free one)
  --data DIR    keeps everything in DIR for the next start (default: nothing outlives Ctrl-C)
  --logs        prints every line that the functions log (default: warnings and errors)
  --help        this text

  NETBOX_URL, NETBOX_TOKEN   a real NetBox in place of the local one (see npm run netbox:setup)
  NETBOX_POOL_ID             the prefix in it that tenant "demo" may delegate from
  DYNAMODB_ENDPOINT          a DynamoDB in place of the embedded one, needed elsewhere than on linux x64
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads arguments and environment. Answers the help where it was asked for; throws an Error on what is wrong. */
export const readStartCommand = (
  args: readonly string[],
  environment: Environment,
): StartCommand | 'help' => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      data: { type: 'string' },
      logs: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  const { NETBOX_URL: url, NETBOX_TOKEN: token, NETBOX_POOL_ID: pool } = environment;
  if (url && !token) throw new Error('NETBOX_URL is set, and NETBOX_TOKEN is not.');
  return {
    port: numberIn(values.port, '--port', 65_535),
    dataDir: values.data === undefined ? undefined : resolve(values.data),
    logs: values.logs,
    netbox: url && token ? { url, token } : undefined,
    netboxPoolId: pool ? numberIn(pool, 'NETBOX_POOL_ID', Number.MAX_SAFE_INTEGER) : undefined,
  };
};

const numberIn = (text: string, name: string, most: number): number => {
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Error(`${name} takes a whole number up to ${most}, not "${text}".`);
};

/** Whether a line of the functions' log is for everybody to see: a warning, an error, or no log line at all. */
export const isAlarming = (text: string): boolean => {
  try {
    const { level, _aws } = JSON.parse(text) as { level?: string; _aws?: unknown };
    return _aws === undefined && level !== 'info';
  } catch {
    return true;
  }
};

/** Why it did not start, in a sentence that says what to do. */
export const explainFailure = (error: unknown, port: number): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another: npm start -- --port N` : message;
};

/** A token that the user named is not said back. */
const auditCall = ({ auditEnvironment, netbox }: Runtime): string => {
  const token = netbox === undefined ? {} : { NETBOX_TOKEN: auditEnvironment.NETBOX_TOKEN };
  const { NETBOX_TOKEN: _, ...others } = auditEnvironment;
  const variables = Object.entries({ ...others, ...token }).map(([name, value]) => `${name}=${value}`);
  return `${variables.join(' ')} npm run audit`;
};

/** What is printed once the API answers. The call works as it stands when it is pasted into a shell. */
export const welcome = (runtime: Runtime, { tenant, token, pool }: DemoTenant): string => {
  const netbox = runtime.netbox === undefined ? 'the one of NETBOX_URL' : runtime.netbox.url;
  const path = `${runtime.url}/api/v1/network`;
  const call =
    pool === undefined
      ? `curl -X PUT ${path}/ipv6/pools/<id of a prefix in NetBox>`
      : `curl -X POST ${path}/subscribers/alice/ipv6/allocate`;
  const body = pool === undefined ? '{"prefixSize":56}' : '{}';
  return `
Leasehold answers at ${runtime.url}

  API      ${runtime.url}/api/v1, described by ${runtime.url}/openapi.json
  NetBox   ${netbox}${pool === undefined ? '' : `, pool ${pool.id}: ${pool.prefix}`}
  NAS      ${runtime.nas.ip}:${runtime.nas.port} (simulated)
  Token    tenant ${tenant}, all scopes, one day:

${token}

Try:

${call} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${body}'

To compare its table with NetBox, as npm run audit -- --help says:

${auditCall(runtime)}

Ctrl-C ends it.
`;
};
