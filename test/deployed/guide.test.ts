import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { deployment, named } from './deployment.ts';
import { blocksOf, commandsOf, guide } from './guide.ts';
import { makeTenant } from './tenant.ts';

const SETTINGS = new URL('./settings.sh', import.meta.url);

/** What run and these tests follow, between them. */
const FOLLOWED = ['first-lease', 'netbox-token', 'radius-secret', 'upgrade', 'restore', 'delete'];

/** Runs a chapter as its reader would, with the settings of the emulator. */
const follow = (chapter: string): { code: number | null; said: string } => {
  const script = `. test/deployed/settings.sh\nAPI=${named('DEPLOYED_API')}\n${commandsOf(chapter)}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { code: status, said: stdout + stderr };
};

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

test.each(['netbox-token', 'radius-secret', 'restore', 'upgrade'])(
  'the chapter %s works as it says',
  (chapter) => {
    const { code, said } = follow(chapter);
    expect([code, code === 0 ? '' : said]).toEqual([0, '']);
  },
);

test('after the rotations and the upgrade, prefixes are still allocated', async () => {
  const { call } = await makeTenant('rotated');
  expect((await call('POST', 'subscribers/line-1/ipv6/allocate', {})).status).toBe(201);
  expect((await fetch(`${(await deployment()).url}/api/v1/health`)).status).toBe(200);
});
