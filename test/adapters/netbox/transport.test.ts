import { expect, test } from '@jest/globals';
import { startNetBox } from '../../../local/netbox/start-netbox.ts';
import { onBench } from '../../support/local-netbox.ts';
import { recordedNetBox } from '../../support/recorded-netbox.ts';

const _MARKER = { lease: 'isp-a/s', claim: 'isp-a/s/1' };
test.each([
  ['nbt_key.secret', 'Bearer nbt_key.secret'],
  ['0123456789abcdef0123456789abcdef01234567', 'Token 0123456789abcdef0123456789abcdef01234567'],
  ['  0123\n', 'Token 0123'],
])('the token %j is sent as %s', async (token, header) => {
  const { netbox, sent } = recordedNetBox({ token: async () => token });
  await netbox.readPrefix(7).catch(() => undefined);
  expect(sent[0]?.init.headers).toMatchObject({ Authorization: header });
});

test('the token is read for each request, so that a rotation needs no restart', async () => {
  const tokens = ['first', 'second'];
  const { netbox, sent } = recordedNetBox({ token: async () => tokens.shift() ?? 'third' });
  await netbox.listClaimed(0, 10).catch(() => undefined);
  await netbox.listClaimed(0, 10).catch(() => undefined);
  expect(sent.map(({ init }) => (init.headers as Record<string, string>).Authorization)).toEqual([
    'Token first',
    'Token second',
  ]);
});

test.each([
  ['is not to be had', async () => Promise.reject(new Error('secret store said: nbt_key.secret'))],
  ['cannot be a header', async () => 'nbt_key.\nsecret'],
  ['is empty', async () => ''],
])('a token that %s sends nothing and shows nothing', async (_name, token) => {
  const { netbox, sent } = recordedNetBox({ token });
  const reason = 'the token for NetBox could not be read; nothing was sent';
  await expect(netbox.readPrefix(7)).rejects.toThrow(`NetBox is not to be had at the moment: ${reason}.`);
  expect(await netbox.remove({ id: 7, cidr: 'fd00::/56', status: 'active' })).toEqual({
    outcome: 'unknown',
    reason,
  });
  expect(sent).toEqual([]);
});

test('a request has a connection of its own: one that was kept may be dead by the time of the next', async () => {
  const { netbox, sent } = recordedNetBox();
  await netbox.readPrefix(7).catch(() => undefined);
  expect(sent[0]?.init.headers).toMatchObject({ Connection: 'close' });
});

test('refusals are asked for in English, whatever language NetBox prefers', async () => {
  const { netbox, sent } = recordedNetBox();
  await netbox.readPrefix(7).catch(() => undefined);
  expect(sent[0]?.init.headers).toMatchObject({ 'Accept-Language': 'en', Accept: 'application/json' });
});

test.each([
  ['https://netbox.example', 'https://netbox.example/api/ipam/prefixes/7/'],
  ['https://example.net/netbox/', 'https://example.net/netbox/api/ipam/prefixes/7/'],
  ['http://[::1]:8000//', 'http://[::1]:8000/api/ipam/prefixes/7/'],
])('the address %s leads to %s', async (url, address) => {
  const { netbox, sent } = recordedNetBox({ url });
  await netbox.readPrefix(7).catch(() => undefined);
  expect(sent[0]?.url).toBe(address);
});

test.each(['netbox.example', 'ftp://netbox.example/', 'https://u:hunter2@netbox.example/', ''])(
  'the address %j is refused at once, and not shown',
  (url) => {
    expect(() => recordedNetBox({ url })).toThrow(
      'The URL of NetBox must be http(s)://host/ without credentials: set NETBOX_URL.',
    );
  },
);

test('If-Match is sent where the prefix has an ETag, and not where it has none', async () => {
  const { netbox, sent } = recordedNetBox();
  await netbox.remove({ id: 7, cidr: 'fd00::/56', status: 'active', etag: 'W/"x"' });
  await netbox.remove({ id: 7, cidr: 'fd00::/56', status: 'active' });
  expect(sent.map(({ init }) => (init.headers as Record<string, string>)['If-Match'])).toEqual([
    'W/"x"',
    undefined,
  ]);
});

test(
  'a redirect is misconfiguration, and never followed with the token',
  onBench(async ({ local, netbox, pool }) => {
    const elsewhere = await startNetBox({ token: 'other' });
    const asked = elsewhere.fault({ effect: 'done', answer: 'own', times: 9 });
    try {
      const headers = { Location: `${elsewhere.url}/api/ipam/prefixes/${pool}/?token=1` };
      local.fault({ effect: 'none', answer: { status: 302, headers }, times: 3 });
      const said = `NetBox answered 302, a redirect to ${elsewhere.url}/api/ipam/prefixes/${pool}/`;
      await expect(netbox.readPrefix(pool)).rejects.toMatchObject({
        code: 'netbox-misconfigured',
        message: `${said}: set NETBOX_URL to the address that answers itself.`,
      });
      expect(await netbox.remove({ id: pool, cidr: 'fd00::/48', status: 'active' })).toEqual({
        outcome: 'refused',
        reason: said,
      });
      expect(asked.count()).toBe(0);
    } finally {
      await elsewhere.close();
    }
  }),
);
