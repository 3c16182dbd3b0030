import { parseArgs } from 'node:util';
import { addDemoTenant } from './demo-tenant.ts';
import { type Runtime, startRuntime } from './runtime.ts';

const HELP = `Usage: npm run demo [-- --json]

Starts Leasehold with a NetBox and a router of its own, walks one subscriber from pending to revoked, and shows after
each step what the API says, what NetBox has and which session the router has.

  --json   one JSON object a step, nothing else
  --help   this text
`;

const SUBSCRIBER = 'line-4711';
const SESSION = { username: SUBSCRIBER, acctSessionId: 'session-1' };
const BASE = `/network/subscribers/${SUBSCRIBER}`;

/** What is to be seen after a step; null where there is nothing. */
type Seen = {
  step: string;
  state: string;
  prefix: string | null;
  netbox: { id: number; prefix: string; status: string; leasehold_claim: string | null } | null;
  session: { username: string; acctSessionId: string; delegatedPrefix: string | null } | null;
};

/** Calls the API (a path below /api/v1) and answers its body. Rejects, with what it said, unless it answers 2xx. */
type Call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<unknown>;

type Stage = { runtime: Runtime; call: Call };

type Step = { name: string; run: (stage: Stage) => Promise<unknown>; settles: boolean };

const dial = ({ runtime }: Stage): void => runtime.nas.sessions.add({ ...SESSION });

const STEPS: readonly Step[] = [
  {
    name: 'PUT profile: the subscriber is known',
    run: ({ call }) => call('PUT', `${BASE}/profile`, { assignmentMode: 'pd' }),
    settles: true,
  },
  {
    name: 'allocate: NetBox makes a prefix, the table claims it',
    run: ({ call }) => call('POST', `${BASE}/ipv6/allocate`, { prefixSize: 56 }),
    settles: true,
  },
  {
    name: 'activate: the session comes up, a CoA gives it the prefix',
    run: (stage) => {
      dial(stage);
      return stage.call('POST', `${BASE}/ipv6/activate`, {
        ...SESSION,
        nasIp: stage.runtime.nas.ip,
        sendCoa: true,
      });
    },
    settles: true,
  },
  { name: 'suspend', run: ({ call }) => call('POST', `${BASE}/ipv6/suspend`), settles: true },
  { name: 'resume', run: ({ call }) => call('POST', `${BASE}/ipv6/resume`), settles: true },
  {
    name: 'revoke: asked for, with a Disconnect',
    run: ({ call, runtime }) => {
      // A router takes its time; without it the lease would be revoked before anybody has seen it revoking.
      runtime.nas.faults.delayMs = 500;
      return call('POST', `${BASE}/ipv6/revoke`, { sendDisconnect: true });
    },
    settles: false,
  },
  {
    name: 'revoked: the session is gone, NetBox has the prefix back',
    run: async () => undefined,
    settles: true,
  },
];

const look = async (step: string, { runtime, call }: Stage): Promise<Seen> => {
  const status = (await call('GET', `${BASE}/ipv6/status`)) as { state: string; prefix: string | null };
  const object = runtime.netbox
    ?.prefixes()
    .find(({ customFields }) => customFields.leasehold_claim !== undefined);
  const session = runtime.nas.sessions.list().find(({ username }) => username === SUBSCRIBER);
  return {
    step,
    state: status.state,
    prefix: status.prefix,
    netbox: object
      ? {
          id: object.id,
          prefix: object.cidr,
          status: object.status,
          leasehold_claim: object.customFields.leasehold_claim ?? null,
        }
      : null,
    session: session ? { ...SESSION, delegatedPrefix: session.delegatedPrefix ?? null } : null,
  };
};

const asText = ({ step, state, prefix, netbox, session }: Seen): string =>
  [
    step,
    `  lease    ${state}${prefix === null ? '' : `, ${prefix}`}`,
    `  NetBox   ${netbox === null ? 'nothing of this subscriber' : `${netbox.prefix} (id ${netbox.id}, ${netbox.status}), claim ${netbox.leasehold_claim}`}`,
    `  router   ${session === null ? 'no session' : `session ${session.acctSessionId}, delegated prefix ${session.delegatedPrefix ?? 'none'}`}`,
    '',
  ].join('\n');

const caller =
  (url: string, token: string): Call =>
  async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };

/** Walks one subscriber from pending to revoked; `print` gets what is to be seen after each step. */
export const walkDemo = async (runtime: Runtime, print: (seen: Seen) => void): Promise<void> => {
  const { token } = await addDemoTenant(runtime);
  const stage = { runtime, call: caller(runtime.url, token) };
  for (const { name, run, settles } of STEPS) {
    await run(stage);
    if (settles) await runtime.idle();
    print(await look(name, stage));
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const print = (seen: Seen): void => {
    process.stdout.write(`${values.json ? JSON.stringify(seen) : asText(seen)}\n`);
  };
  const runtime = await startRuntime({ onFailure: (error) => process.stderr.write(`${String(error)}\n`) });
  try {
    await walkDemo(runtime, print);
  } finally {
    await runtime.close();
  }
};

if (import.meta.main) await main();
