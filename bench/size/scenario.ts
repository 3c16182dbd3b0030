import { addDemoTenant } from '../../local/demo-tenant.ts';
import type { Runtime } from '../../local/runtime.ts';

type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

const caller = (runtime: Runtime, token: string): Call => {
  return async (method, path, body) => {
    const response = await fetch(`${runtime.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
};

const liveOnce = async (runtime: Runtime, call: Call, line: string): Promise<void> => {
  const at = `network/subscribers/${line}`;
  const session = { username: line, acctSessionId: line, nasIp: runtime.nas.ip };
  runtime.nas.sessions.add({ username: line, acctSessionId: line });
  await call('PUT', `${at}/profile`, { assignmentMode: 'pd' });
  await call('GET', `${at}/profile`);
  await call('POST', `${at}/ipv6/allocate`, {});
  await call('GET', `${at}/ipv6/status`);
  await call('POST', `${at}/ipv6/activate`, { ...session, sendCoa: true });
  await call('POST', `${at}/ipv6/suspend`, {});
  await call('POST', `${at}/ipv6/resume`, {});
  await runtime.idle();
  await call('POST', `${at}/ipv6/revoke`, { sendDisconnect: true });
  await runtime.idle();
  await call('DELETE', `${at}/profile`);
};

const provision = async (runtime: Runtime, line: string): Promise<void> => {
  for (const DetailType of ['SubscriberProvisioned', 'ServiceActivated', 'SubscriberDeprovisioned']) {
    const detail = { tenantId: 'demo', subscriberId: line, occurredAt: new Date().toISOString() };
    const event = { Source: 'provisioning.demo', DetailType, Detail: JSON.stringify(detail) };
    runtime.bus.putEvents([{ EventBusName: 'leasehold', ...event }]);
    await runtime.idle();
  }
};

/** A revocation that the router refuses: the machine records a failure. */
const beRefused = async (runtime: Runtime, call: Call, line: string): Promise<void> => {
  const at = `network/subscribers/${line}/ipv6`;
  await call('POST', `${at}/allocate`, {});
  await call('POST', `${at}/activate`, { username: 'stuck', acctSessionId: line, nasIp: runtime.nas.ip });
  await call('POST', `${at}/revoke`, { sendDisconnect: true });
  await runtime.idle();
};

const readAll = async (call: Call): Promise<void> => {
  for (const path of ['network/ipv6/stats', 'network/ipv6/pools', 'network/nas', 'openapi.json', 'health']) {
    await call('GET', path);
  }
};

const comeAndGo = async (runtime: Runtime, call: Call): Promise<void> => {
  const pool = runtime.netbox?.addPool('2001:db8:f000::/40').id;
  await call('PUT', `network/ipv6/pools/${pool}`, { prefixSize: 56 });
  await call('DELETE', `network/ipv6/pools/${pool}`);
  await call('PUT', 'network/nas/192.0.2.9', { secret: 'a secret of its own', port: 3799 });
  await call('DELETE', 'network/nas/192.0.2.9');
};

/** Has every function do what it is for, `rounds` times, and at least `leases` leases there for what walks over all. */
export const useEverything = async (runtime: Runtime, rounds: number, leases: number): Promise<void> => {
  const { token } = await addDemoTenant(runtime);
  const call = caller(runtime, token);
  for (let n = 0; n < leases; n += 1) await call('POST', `network/subscribers/held-${n}/ipv6/allocate`, {});
  await runtime.idle();
  for (let round = 0; round < rounds; round += 1) {
    await liveOnce(runtime, call, `line-${round}`);
    await provision(runtime, `event-${round}`);
    await beRefused(runtime, call, `stuck-${round}`);
    await readAll(call);
    await comeAndGo(runtime, call);
    for (const name of runtime.schedules.names()) await runtime.fireSchedule(name);
    await runtime.idle();
  }
};
