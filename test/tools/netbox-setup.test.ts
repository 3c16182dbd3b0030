import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { onBench } from '../support/local-netbox.ts';
import { deleteField, editField, type NetBoxPeer } from '../support/netbox-peer.ts';

type Run = { code: number; out: string; err: string };

const run = (parameters: string[], env: Record<string, string>): Promise<Run> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['tools/netbox-setup.ts', ...parameters],
      { env: { PATH: process.env.PATH, ...env } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

test(
  'it makes what is missing, keeps what is right, and repairs nothing behind its administrator',
  onBench(async ({ local, options }) => {
    const token = await options.token();
    const peer: NetBoxPeer = { url: local.url, tokens: [token], close: local.close };
    const environment = { NETBOX_URL: local.url, NETBOX_TOKEN: token };
    await deleteField(peer, 'leasehold_claim');
    expect(await run([], environment)).toEqual({
      code: 0,
      out: 'created custom field leasehold_claim\ncustom field leasehold_lease is there already, and right\n',
      err: '',
    });
    await editField(peer, 'leasehold_lease', { filter_logic: 'loose' });
    expect(await run(['--url', local.url], { NETBOX_TOKEN: token })).toEqual({
      code: 1,
      out: '',
      err: 'Custom field leasehold_lease has filter logic loose: edit it in NetBox under Customization, Custom Fields and set it to Exact.\n',
    });
    const refused = await run([], { ...environment, NETBOX_TOKEN: 'nbt_wrong.secret' });
    expect(refused).toEqual({ code: 1, out: '', err: expect.stringContaining('(403): Invalid v2 token') });
    expect(refused.err).not.toContain('nbt_wrong');
  }),
);

test('it says what it needs', async () => {
  expect(await run(['--help'], {})).toMatchObject({ code: 0, out: expect.stringContaining('Usage:') });
  expect(await run([], {})).toMatchObject({
    code: 64,
    err: expect.stringMatching(/^NETBOX_URL \(or --url\) is not set/),
  });
  expect(await run(['--url', 'http://127.0.0.1'], {})).toMatchObject({
    code: 64,
    err: expect.stringMatching(/^NETBOX_TOKEN is not set/),
  });
});

test('it takes no token as an argument, where every process could read it', async () => {
  expect(await run(['--token', 'x'], { NETBOX_URL: 'http://127.0.0.1' })).toMatchObject({ code: 64 });
});
