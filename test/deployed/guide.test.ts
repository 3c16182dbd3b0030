import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { apiClient } from '../support/api-client.ts';
import { aws, deployment, named } from './deployment.ts';
import { follow } from './follow.ts';
import { blocksOf, commandsOf, guide } from './guide.ts';
import { inState, makeTenant } from './tenant.ts';

const SETTINGS = new URL('./settings.sh', import.meta.url);

/** What run and these tests follow, between them. */
const FOLLOWED = ['first-lease', 'netbox-token', 'radius-secret', 'upgrade', 'look', 'restore', 'delete'];

const assignedIn = (script: string): string[] =>
  [...script.matchAll(/^(?:export )?([A-Za-z_]+)=/gm)].map(([, name]) => String(name));

test('a block without a chapter would be seen', () => {
  expect(blocksOf('```\na\n```\n\n```sh x\nb\n```\n')).toEqual([
    { chapter: '', commands: 'a\n' },
    { chapter: 'x', commands: 'b\n' },
  ]);
});

test('every block of the deployment guide is followed, but for the settings of its reader', () => {
  const chapters = new Set(guide().map(({ chapter }) => chapter));
  expect([...chapters]).toEqual(expect.arrayContaining(FOLLOWED));
  expect([...chapters].filter((chapter) => !FOLLOWED.includes(chapter))).toEqual(['settings']);
});

test('the settings of the emulator are those that the guide asks for', () => {
  const known = assignedIn(readFileSync(SETTINGS, 'utf8'));
  // The peers bring their address and token along in the environment.
  const asked = assignedIn(commandsOf('settings')).filter((name) => !name.startsWith('NETBOX_'));
  expect(known).toEqual(expect.arrayContaining(asked));
  expect(known.filter((name) => !asked.includes(name))).toEqual(['NEW_NAS_SECRET', 'NEW_NETBOX_TOKEN']);
});

test('the guide leads to a lease in service', () => {
  const log = readFileSync(join(named('DEPLOYED_LOG_DIR'), 'first-lease.log'), 'utf8');
  const status = JSON.parse(log.slice(log.lastIndexOf('{"subscriberId"')));
  expect(status).toMatchObject({ subscriberId: 'line-1', state: 'active', prefix: '2001:db8:100::/56' });
});

test.each(['netbox-token', 'radius-secret', 'look'])('the chapter %s works as it says', async (chapter) => {
  await follow(chapter);
});

const RESTORED = ['--table-name', 'leasehold-restored'];

test('a restored table takes the place of the first one, until a deployment without it', async () => {
  const { url, mint } = await deployment();
  const acme = apiClient({ url }, await mint({ tenant_id: 'acme' }));
  await follow('restore');
  expect(await acme('GET', 'subscribers/line-1/ipv6/status')).toMatchObject({ body: { state: 'active' } });
  const tenant = await makeTenant('restored');
  expect((await tenant.call('POST', 'subscribers/line-1/ipv6/allocate', {})).status).toBe(201);
  // Through the stream of the restored table.
  expect((await tenant.call('POST', 'subscribers/line-1/ipv6/revoke', {})).status).toBe(202);
  await inState(tenant, 'line-1', 'revoked');
  await follow('upgrade');
  expect((await tenant.call('GET', 'subscribers/line-1/ipv6/status')).status).toBe(404);
  aws('dynamodb', 'update-table', ...RESTORED, '--no-deletion-protection-enabled');
  aws('dynamodb', 'delete-table', ...RESTORED);
});

test('after the rotations, the restoration and the upgrade, prefixes are still allocated', async () => {
  const { call } = await makeTenant('rotated');
  expect((await call('POST', 'subscribers/line-1/ipv6/allocate', {})).status).toBe(201);
  expect((await fetch(`${(await deployment()).url}/api/v1/health`)).status).toBe(200);
});
