import { expect, test } from '@jest/globals';
import { jsonLog } from '../../shared/adapters/json-log.ts';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import { leaseIn, NOON } from '../support/leases.ts';

const logOn = () => {
  const lines: string[] = [];
  const scoped = jsonLog({ write: (line) => void lines.push(line), clock: () => NOON });
  return { ...scoped, lines, parsed: () => lines.map((line) => JSON.parse(line)) };
};

test('a line is one JSON object with level, time, message and facts', () => {
  const { log, parsed } = logOn();
  log('warn', 'NetBox is slow.', { tenant: 'acme', version: 5 });
  expect(parsed()).toEqual([
    {
      level: 'warn',
      time: '2026-01-15T12:00:00.000Z',
      message: 'NetBox is slow.',
      tenant: 'acme',
      version: 5,
    },
  ]);
});

test('facts cannot pass for the level, the time or the message', () => {
  const { log, parsed } = logOn();
  log('info', 'Done.', { message: 'other', level: 'error', time: 'never' });
  expect(parsed()).toEqual([{ level: 'info', time: '2026-01-15T12:00:00.000Z', message: 'Done.' }]);
});

test('every line within a scope carries its facts, also after an await, and none outside of it', async () => {
  const { log, within, parsed } = logOn();
  await within({ correlationId: 'c-1' }, () =>
    within({ tenant: 'acme' }, async () => {
      await Promise.resolve();
      log('info', 'inside', {});
    }),
  );
  log('info', 'outside', {});
  expect(parsed()).toEqual([
    expect.objectContaining({ message: 'inside', correlationId: 'c-1', tenant: 'acme' }),
    { level: 'info', time: expect.any(String), message: 'outside' },
  ]);
});

test('two scopes at the same time do not mix', async () => {
  const { log, within, parsed } = logOn();
  const speak = (tenant: string) =>
    within({ tenant }, async () => {
      await Promise.resolve();
      log('info', tenant, {});
    });
  await Promise.all([speak('acme'), speak('other')]);
  expect(parsed().map(({ message, tenant }) => [message, tenant])).toEqual([
    ['acme', 'acme'],
    ['other', 'other'],
  ]);
});

test('an error of ours is its code and its message, without the lease that it carries', () => {
  const { log, lines, parsed } = logOn();
  const cause = new TypeError('fetch failed');
  const error = new LeaseholdError('netbox-unavailable', 'NetBox is away.', {
    lease: leaseIn('active'),
    cause,
  });
  log('error', 'Failed.', { error });
  expect(parsed()[0].error).toEqual({
    name: 'LeaseholdError',
    code: 'netbox-unavailable',
    message: 'NetBox is away.',
    cause: { name: 'TypeError', message: 'fetch failed', stack: cause.stack },
  });
  expect(lines[0]).not.toContain('2001:db8');
});

test('what is named like a secret is withheld at any depth', () => {
  const { log, lines } = logOn();
  log('info', 'A NAS was put.', {
    nas: { ip: '192.0.2.1', secret: 'xyzzy' },
    token: 'xyzzy',
    SecretString: 'xyzzy',
  });
  expect(lines[0]).not.toContain('xyzzy');
  expect(lines[0]).toContain('192.0.2.1');
});

test('a number beyond 2^53 is written as text', () => {
  const { log, parsed } = logOn();
  log('info', 'Counted.', { addresses: 2n ** 64n });
  expect(parsed()[0].addresses).toBe('18446744073709551616');
});

test('facts that refer to themselves cost the facts, not the line', () => {
  const { log, parsed } = logOn();
  const facts: Record<string, unknown> = {};
  facts.self = facts;
  log('error', 'Odd.', facts);
  expect(parsed()).toEqual([{ level: 'error', time: expect.any(String), message: 'Odd.' }]);
});
