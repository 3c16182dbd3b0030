import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalNetBox, startNetBox } from '../../local/netbox/start-netbox.ts';
import { readAuditCommand } from '../../tools/audit-settings.ts';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';
import { HELD } from '../support/leases.ts';
import { live, newLife } from '../support/lives.ts';

const TOKEN = 'nbt_test.secret';
const NAMED = {
  TABLE_NAME: 'table',
  SPACE_ID: 'main',
  NETBOX_URL: 'http://netbox.test',
  NETBOX_TOKEN: TOKEN,
};

let table: EngineTable;
let netbox: LocalNetBox;
beforeAll(async () => {
  table = await openEngineTable();
  netbox = await startNetBox({ token: TOKEN });
});
afterAll(() => Promise.all([table.close(), netbox.close()]));

type Run = { code: number; out: string[]; err: string };

const audit = async (parameters: string[], env: Record<string, string> = {}): Promise<Run> => {
  const { hostname, port } = (await table.client.config.endpoint?.()) ?? { hostname: '', port: 0 };
  const environment = {
    ...NAMED,
    PATH: String(process.env.PATH),
    TABLE_NAME: table.tableName,
    NETBOX_URL: netbox.url,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${hostname}:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...env,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['tools/audit.ts', ...parameters],
      { env: environment },
      (error, stdout, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out: stdout.trim().split('\n'), err }),
    );
  });
};

test('it says that all is well, then what is wrong, then that it could not look', async () => {
  expect(await audit(['--pause', '0'])).toEqual({
    code: 0,
    out: ['No difference (0 objects in NetBox, 0 leases, 0 claims, 0 tenures; 0 looked at twice).'],
    err: '',
  });

  const life = newLife({ held: { ...HELD, space: 'main.global' } });
  await live(table.leases, 'active', life);
  const { code, out } = await audit(['--pause', '0', '--limit', '1', '--segments', '1']);
  expect(code).toBe(1);
  expect(out).toEqual([
    expect.stringContaining(
      `acme/${life.key.subscriber} ${HELD.cidr}: the lease is active and holds it, and`,
    ),
    '1 differences (0 objects in NetBox, 1 leases, 1 claims, 0 tenures; 1 looked at twice). There may be more: mend these, then look again.',
  ]);
  const [difference, report] = (await audit(['--pause', '0', '--limit', '1', '--json'])).out.map((line) =>
    JSON.parse(line),
  );
  expect(difference).toMatchObject({ kind: 'no-object', ...life.key, prefix: HELD.cidr });
  expect(report).toMatchObject({ leases: 1, differences: 1, complete: false });

  const refused = await audit([], { NETBOX_TOKEN: 'nbt_wrong.secret' });
  expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/^It could not look: .*403/) });
  expect(refused.err).not.toContain('nbt_wrong');
});

test('it says what it needs, and how it is used', async () => {
  expect(await audit(['--help'])).toMatchObject({
    code: 0,
    out: expect.arrayContaining([
      'Exit status: 0 no difference, 1 differences, 2 it could not look at all of it.',
    ]),
  });
  expect(await audit(['--nonsense'])).toMatchObject({ code: 2 });
});

test.each(Object.keys(NAMED))('without %s it does not begin', (name) => {
  expect(() => readAuditCommand([], { ...NAMED, [name]: '' })).toThrow(`${name} is not set`);
});

test.each([
  ['--pause', '-1'],
  ['--limit', '0'],
  ['--segments', '1.5'],
  ['--grace', '1000001'],
])('%s %s is refused', (name, value) => {
  expect(() => readAuditCommand([`${name}=${value}`], NAMED)).toThrow(`${name} takes a whole number`);
});

test('what is not named has a default, in milliseconds', () => {
  expect(readAuditCommand([], NAMED)).toEqual({
    json: false,
    settled: false,
    pauseMilliseconds: 10_000,
    graceMilliseconds: 900_000,
    limit: 1_000,
    segments: 4,
    tableName: 'table',
    spaceId: 'main',
    netboxUrl: 'http://netbox.test',
    netboxToken: TOKEN,
  });
});
