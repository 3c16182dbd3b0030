import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalNas, startNas } from '../../local/nas/start-nas.ts';
import { apiClient } from '../support/api-client.ts';
import { administer } from '../support/netbox-peer.ts';
import { deployment, named, netbox } from './deployment.ts';
import { type EventTap, tapEvents } from './event-tap.ts';
import { follow } from './follow.ts';
import type { Tenant } from './tenant.ts';
import { type Scene, startTraffic } from './traffic.ts';

/** The tenant of the guide: its chapters rotate what it has. */
const TENANT = 'acme';
/** A second router, for the first one has one secret for ever; on the port that the guide names. */
const ROUTER = { host: '127.0.0.2', port: 3799 };
const FIRST_SECRET = 'the first secret of this router';
const SECOND_SECRET = 'the second secret of this router';

let tap: EventTap;
let nas: LocalNas;
let scene: Scene;

/** Lines that come and go before, while and after something is changed: what failed. */
const failedWhile = async (name: string, change: () => Promise<void>): Promise<string[]> => {
  const traffic = startTraffic(scene, name);
  await traffic.atLeast(3);
  await change();
  // Whatever was under way, and then as many again that began later.
  await traffic.atLeast(6);
  return traffic.stop();
};

/** Makes a token for Leasehold in NetBox, which says it only now. */
const makeToken = async (): Promise<{ path: string; token: string }> => {
  const body = { user: 1, description: 'Leasehold' };
  const { id, key, token } = await administer(netbox(), 'POST', { path: 'users/tokens/', body });
  return { path: `users/tokens/${id}/`, token: `nbt_${key}.${token}` };
};

beforeAll(async () => {
  tap = await tapEvents(TENANT);
  nas = await startNas({ ...ROUTER, secret: FIRST_SECRET });
  const { url, mint } = await deployment();
  const call = apiClient({ url }, await mint({ tenant_id: TENANT }));
  await call('PUT', `nas/${nas.ip}`, { secret: FIRST_SECRET, port: ROUTER.port });
  const tenant: Tenant = { call, pool: 0 };
  scene = { tenant, tap, nas };
});
afterAll(async () => {
  await follow('netbox-token', { settings: { NEW_NETBOX_TOKEN: named('NETBOX_TOKEN') } });
  await Promise.all([tap?.close(), nas?.close()]);
});

test('a RADIUS secret is rotated, the router first, under traffic, and no operation fails', async () => {
  const change = async (): Promise<void> => {
    nas.changeSecret(SECOND_SECRET);
    await follow('radius-secret', { settings: { NAS_IP: nas.ip, NEW_NAS_SECRET: SECOND_SECRET } });
  };
  expect(await failedWhile('secret', change)).toEqual([]);
});

test('a token of NetBox is rotated, and the old one deleted at once, under traffic, and no operation fails', async () => {
  const [former, next] = [await makeToken(), await makeToken()];
  await follow('netbox-token', { settings: { NEW_NETBOX_TOKEN: former.token } });
  const change = async (): Promise<void> => {
    await follow('netbox-token', { settings: { NEW_NETBOX_TOKEN: next.token } });
    await administer(netbox(), 'DELETE', { path: former.path });
  };
  expect(await failedWhile('token', change)).toEqual([]);
});
