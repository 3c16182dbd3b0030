import type { Runtime } from './runtime.ts';

/** A tenant that is ready to be tried: a token with all scopes, and its pool where it has one. */
export type DemoTenant = { tenant: string; token: string; pool: { id: number; prefix: string } | undefined };

const TENANT = 'demo';
const POOL = '2001:db8::/40';
const PREFIX_SIZE = 56;

/**
 * Makes the tenant `demo` over the HTTP API, as a platform would: a pool of /56 and the simulated NAS. The pool is one
 * of the local NetBox (the same again where data was kept), or `poolId` of a real one; without that there is none.
 * Throws an Error with the answer where the API refuses.
 */
export const addDemoTenant = async (runtime: Runtime, poolId?: number): Promise<DemoTenant> => {
  const token = await runtime.mint({
    tenant_id: TENANT,
    scope: 'ipv6:read ipv6:write platform:admin',
    sub: 'local',
  });
  const put = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${runtime.url}/api/v1/network/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as Record<string, unknown>;
    throw new Error(`PUT ${path} was answered ${response.status}: ${await response.text()}`);
  };
  const { ip, port, secret } = runtime.nas;
  await put(`nas/${ip}`, { secret, port, requireMessageAuthenticator: true });
  const id = poolId ?? localPool(runtime);
  if (id === undefined) return { tenant: TENANT, token, pool: undefined };
  const { prefix } = await put(`ipv6/pools/${id}`, { prefixSize: PREFIX_SIZE });
  return { tenant: TENANT, token, pool: { id, prefix: String(prefix) } };
};

const localPool = ({ netbox }: Runtime): number | undefined =>
  netbox?.prefixes().find(({ cidr }) => cidr === POOL)?.id ?? netbox?.addPool(POOL).id;
