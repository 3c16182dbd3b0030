import { expect, test } from '@jest/globals';
import { apiWorld, CLAIMS, contentOf } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

test('a NAS is added, changed, listed and removed, and its secret with it', async () => {
  const world = apiWorld();
  const put = (body: object) => world.call('putNas', { id: '192.0.2.1', body });
  const created = await put({ secret: 'testing123' });
  expect(created).toMatchObject({ status: 201, body: { ip: '192.0.2.1', port: 3799, profile: 'rfc5176' } });
  const changed = await put({ secret: 'better', profile: 'cisco-iosxe', requireMessageAuthenticator: true });
  expect(changed).toMatchObject({ status: 200, body: { port: 1700, profile: 'cisco-iosxe' } });
  expect(world.secrets).toEqual(new Map([['leasehold/nas/acme/192.0.2.1', 'better']]));
  expect(await world.deps.inventory.readNas('acme', '192.0.2.1')).toEqual({
    ip: '192.0.2.1',
    port: 1700,
    profile: 'cisco-iosxe',
    secretName: 'leasehold/nas/acme/192.0.2.1',
    requireMessageAuthenticator: true,
    zeroVectorQuirk: false,
  });
  const list = await world.call('listNas');
  expect(list).toMatchObject({
    status: 200,
    body: { nas: [{ ip: '192.0.2.1', port: 1700, profile: 'cisco-iosxe' }] },
  });
  const deleted = await world.call('deleteNas', { id: '192.0.2.1' });
  expect(deleted.status).toBe(204);
  expect(world.secrets.size).toBe(0);
  expect((await world.call('listNas')).body).toEqual({ nas: [] });
  for (const [route, answer] of [
    ['putNas', created],
    ['listNas', list],
    ['deleteNas', deleted],
  ] as const) {
    expect(conformanceFaults(route, answer)).toEqual([]);
  }
});

test('a secret goes in and never out: not in an answer, not in a line, not in the table', async () => {
  const world = apiWorld();
  const answers = [
    await world.call('putNas', { id: '192.0.2.1', body: { secret: 'hunter2' } }),
    await world.call('putNas', { id: '192.0.2.1', body: { secret: 'hunter2', port: 'hunter2' } }),
    await world.call('putNas', { id: '192.0.2.1', body: '{"secret":"hunter2"' }),
    await world.call('listNas'),
  ];
  const outside = JSON.stringify([
    answers,
    world.lines,
    world.counted,
    world.scopes,
    [...world.table.rows.nas],
  ]);
  expect(outside).not.toContain('hunter2');
});

test('an address has one row and one secret, whatever its spelling, under a name that Secrets Manager takes', async () => {
  const world = apiWorld();
  expect(await world.call('putNas', { id: '2001:DB8:0::1', body: { secret: 'a' } })).toMatchObject({
    status: 201,
    body: { ip: '2001:db8::1' },
  });
  expect(await world.call('putNas', { id: '2001:db8::1', body: { secret: 'b' } })).toMatchObject({
    status: 200,
  });
  const [name] = [...world.secrets.keys()];
  expect([...world.secrets.keys()]).toHaveLength(1);
  expect(name).toMatch(/^[A-Za-z0-9/_+=.@-]+$/);
});

test('the platform adds a NAS to the tenant that it names', async () => {
  const world = apiWorld();
  await world.call('putNas', { id: '192.0.2.1', query: { tenantId: 'other' }, body: { secret: 's' } });
  expect((await world.call('listNas')).body).toEqual({ nas: [] });
  const other = { ...CLAIMS, tenant_id: 'other' };
  expect((await world.call('listNas', { claims: other })).body).toMatchObject({ nas: [{ ip: '192.0.2.1' }] });
});

test('where the secret cannot be written there is no row', async () => {
  const world = apiWorld({
    secrets: {
      write: async () => {
        throw new Error('no');
      },
      remove: async () => undefined,
    },
  });
  const before = contentOf(world);
  expect(await world.call('putNas', { id: '192.0.2.1', body: { secret: 's' } })).toMatchObject({
    status: 500,
  });
  expect(contentOf(world)).toEqual(before);
});

test('removing a NAS that is not there: 404, and a secret that an earlier call left goes', async () => {
  const world = apiWorld();
  world.secrets.set('leasehold/nas/acme/192.0.2.1', 'left');
  expect(await world.call('deleteNas', { id: '192.0.2.1' })).toMatchObject({ status: 404 });
  expect(world.secrets.size).toBe(0);
});
