import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  explainFailure,
  isAlarming,
  readStartCommand,
  START_HELP,
  welcome,
} from '../../local/command-line.ts';
import type { Runtime } from '../../local/runtime.ts';

describe('npm start', () => {
  test('needs no arguments', () => {
    expect(readStartCommand([], {})).toEqual({
      port: 8080,
      dataDir: undefined,
      logs: false,
      netbox: undefined,
      netboxPoolId: undefined,
    });
  });

  test('takes what its help names', () => {
    const args = ['--port', '0', '--data', 'here', '--logs'];
    const environment = { NETBOX_URL: 'http://n', NETBOX_TOKEN: 't', NETBOX_POOL_ID: '7' };
    expect(readStartCommand(args, environment)).toEqual({
      port: 0,
      dataDir: resolve('here'),
      logs: true,
      netbox: { url: 'http://n', token: 't' },
      netboxPoolId: 7,
    });
    for (const word of ['--port', '--data', '--logs', ...Object.keys(environment)])
      expect(START_HELP).toContain(word);
    expect(readStartCommand(['--help', '--port', 'x'], {})).toBe('help');
  });

  test.each<[string[], Record<string, string>, string]>([
    [['--prot', '1'], {}, '--prot'],
    [['here'], {}, 'here'],
    [['--port', '65536'], {}, '--port takes a whole number up to 65535, not "65536".'],
    [['--port', '-1'], {}, 'port'],
    [[], { NETBOX_URL: 'http://n' }, 'NETBOX_TOKEN is not'],
    [[], { NETBOX_POOL_ID: 'x' }, 'NETBOX_POOL_ID takes a whole number'],
  ])('refuses %j with %j', (args, environment, complaint) => {
    expect(() => readStartCommand(args, environment)).toThrow(complaint);
  });
});

test.each([
  ['{"level":"info","message":"x"}', false],
  ['{"level":"warn","message":"x"}', true],
  ['{"level":"error","message":"x"}', true],
  ['{"_aws":{},"Metric":1}', false],
  ['something else', true],
])('of the log, %s is shown: %p', (line, shown) => {
  expect(isAlarming(line)).toBe(shown);
});

test('a taken port is explained, and any other failure says what it says', () => {
  const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
  expect(explainFailure(taken, 8080)).toBe('Port 8080 is taken. Choose another: npm start -- --port N');
  expect(explainFailure(new Error('spaceId must be set'), 8080)).toBe('spaceId must be set');
});

describe('the welcome', () => {
  const runtime = {
    url: 'http://127.0.0.1:1',
    nas: { ip: '127.0.0.1', port: 2 },
    netbox: { url: 'http://127.0.0.1:3' },
    auditEnvironment: { TABLE_NAME: 'table', NETBOX_TOKEN: 'hush' },
  };
  const said = (more: object, pool?: { id: number; prefix: string }) =>
    welcome({ ...runtime, ...more } as unknown as Runtime, { tenant: 'demo', token: 'tok', pool });

  test('says where everything is, and what to call first', () => {
    const text = said({}, { id: 3, prefix: '2001:db8::/40' });
    expect(text).toContain('http://127.0.0.1:3, pool 3: 2001:db8::/40');
    expect(text).toContain(
      "curl -X POST http://127.0.0.1:1/api/v1/network/subscribers/alice/ipv6/allocate -H 'Authorization: Bearer tok'",
    );
  });

  test('says how to audit it, and the token of no NetBox but its own', () => {
    expect(said({})).toContain('\nTABLE_NAME=table NETBOX_TOKEN=hush npm run audit\n');
    expect(said({ netbox: undefined })).toContain('\nTABLE_NAME=table npm run audit\n');
  });

  test('says how to grant a pool where there is none', () => {
    const text = said({ netbox: undefined });
    expect(text).toContain('NetBox   the one of NETBOX_URL');
    expect(text).toContain(
      'curl -X PUT http://127.0.0.1:1/api/v1/network/ipv6/pools/<id of a prefix in NetBox>',
    );
  });
});
