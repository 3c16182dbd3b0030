import { randomInt } from 'node:crypto';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { administer } from '../support/netbox-peer.ts';
import { deployment, named, netbox } from './deployment.ts';
import { until } from './until.ts';

/** The test peer's address, as the deployed functions reach it. */
export const NAS_IP = '127.0.0.1';

/** A tenant with a pool and a NAS of its own, and the API with its token. */
export type Tenant = { call: ApiClient; pool: number };

/** A /48 that the test peer's policy lets a CoA set. */
const makePool = async (): Promise<number> => {
  const prefix = `2001:db8:${randomInt(0x1000, 0x10000).toString(16)}::/48`;
  const body = { prefix, status: 'container' };
  return Number((await administer(netbox(), 'POST', { path: 'ipam/prefixes/', body })).id);
};

/** Makes a tenant over the API, as the platform would; `quarantineSeconds` is its pool's. Rejects where it is refused. */
export const makeTenant = async (tenant: string, quarantineSeconds = 0): Promise<Tenant> => {
  const { url, mint } = await deployment();
  const call = apiClient({ url }, await mint({ tenant_id: tenant }));
  const pool = await makePool();
  const port = Number(named('RADIUS_PEER').split(':').at(-1));
  const granted = [
    await call('PUT', `ipv6/pools/${pool}`, { prefixSize: 56, quarantineSeconds }),
    await call('PUT', `nas/${NAS_IP}`, { secret: 'testing123', port }),
  ];
  const refused = granted.find(({ status }) => status !== 201);
  if (refused) throw new Error(`Tenant ${tenant} was refused: ${JSON.stringify(refused)}`);
  return { call, pool };
};

/** The objects that NetBox has for a subscriber. */
export const objectsOf = async (tenant: string, subscriber: string): Promise<Record<string, unknown>[]> => {
  const path = `ipam/prefixes/?cf_leasehold_lease=${tenant}/${subscriber}`;
  return (await administer(netbox(), 'GET', { path })).results as Record<string, unknown>[];
};

/** Waits until a subscriber's lease is in a state; its status. */
export const inState = ({ call }: Tenant, subscriber: string, state: string) =>
  until(`${subscriber} to be ${state}`, async () => {
    const { body } = await call('GET', `subscribers/${subscriber}/ipv6/status`);
    return body.state === state ? body : undefined;
  });
