import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { functionEntries } from '../../infra/constructs/function-code.ts';
import { ENV } from '../../shared/contract/env.ts';

const WATCHER = fileURLToPath(new URL('../support/watch-sockets.js', import.meta.url));

type Seen = Record<string, { tried: string[]; failure?: string }>;

/** What modules tried while they were loaded, one after the other in one process, as they are deployed. */
const watch = (modules: readonly string[]): Seen => {
  const paths = modules.map((module) => fileURLToPath(new URL(`../../${module}`, import.meta.url)));
  const { stdout, stderr } = spawnSync(process.execPath, [WATCHER, ...paths], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      ...Object.fromEntries(Object.values(ENV).map((name) => [name, 'http://127.0.0.1:9/x'])),
    },
  });
  if (stdout === '') throw new Error(stderr);
  const seen = JSON.parse(stdout) as Seen;
  return Object.fromEntries(modules.map((module, place) => [module, seen[paths[place] as string]])) as Seen;
};

test('no function opens a socket, looks up a name or starts a process while it is loaded', () => {
  const entries = functionEntries();
  expect(entries.length).toBeGreaterThan(20);
  expect(watch(entries)).toEqual(Object.fromEntries(entries.map((entry) => [entry, { tried: [] }])));
});

describe('it would be seen', () => {
  const fixture = (name: string) => `test/functions/fixtures/${name}.ts`;
  const seen = watch(['opens-udp', 'opens-tcp-later', 'looks-up'].map(fixture));

  test.each([
    ['opens-udp', 'dgram.createSocket'],
    ['opens-tcp-later', 'http.request'],
    ['looks-up', 'dns.promises.lookup'],
  ])('if a module did as %s does: %s', (name, way) => {
    expect(seen[fixture(name)]?.tried).toContain(way);
  });
});
