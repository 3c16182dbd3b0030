import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { audit } from '../support/system/audit.ts';
import { interposed } from '../support/system/interpose.ts';
import { pass, pump } from '../support/system/pump.ts';
import { subscriberOf } from '../support/system/subscriber.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
/** Which write of the table, counted from here on, meets a conflict; its repeat is applied and its answer lost. */
let faultAt = Number.POSITIVE_INFINITY;
let writes = 0;

const WRITES = /^(UpdateItem|PutItem|DeleteItem|TransactWriteItems)Command$/;

const conflict = (command: string): Error => {
  const told = { $metadata: {}, message: 'Transaction is ongoing for the item' };
  return command.startsWith('Transact')
    ? new TransactionCanceledException({ ...told, CancellationReasons: [{ Code: 'TransactionConflict' }] })
    : new TransactionConflictException(told);
};

/** Makes one call of the table, or what the faults make of it. */
const meetFaults = async (command: string, call: () => Promise<never>): Promise<never> => {
  if (!WRITES.test(command)) return call();
  writes += 1;
  if (writes === faultAt) throw conflict(command);
  if (writes !== faultAt + 1) return call();
  await call();
  throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
};

beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('isp', '2001:db8::/40');
  system.document.middlewareStack.add(
    (next, context) => (args) => meetFaults(String(context.commandName), () => next(args) as Promise<never>),
    { step: 'initialize', name: 'fault' },
  );
});
afterAll(() => system.close());

/** A whole life, from nothing to revoked, by way of every kind of write. */
const live = async (name: string): Promise<void> => {
  const line = subscriberOf(system, name);
  await line.allocate({ key: 'a' });
  line.dial();
  await line.activate(true, { key: 'b' });
  await pump(system);
  await line.suspend(false, { key: 'c' });
  await line.resume(false, { key: 'd' });
  await line.revoke({ key: 'e', sendDisconnect: true });
  await pump(system);
  expect(await line.lease()).toMatchObject({ state: 'revoked', revocation: { disconnected: 'confirmed' } });
  expect(line.objects()).toEqual([]);
};

test('a conflict and then a lost answer, at any one write of the table, are not noticed by anybody', async () => {
  for (let at = 1; at === 1 || writes >= faultAt; at++) {
    writes = 0;
    faultAt = at;
    await live(`faults-${at}`);
  }
  expect(faultAt).toBeGreaterThan(15);
  faultAt = Number.POSITIVE_INFINITY;
  expect(await audit(system)).toEqual([]);
});

test('a table that refuses any one call for good leaves nothing that a repeat and the sweeper do not end', async () => {
  let calls = Number.POSITIVE_INFINITY;
  for (let at = 1; calls >= at - 1; at++) {
    calls = 0;
    const deps = interposed(system.deps, ({ name, run }) => {
      if (!/^(leases|claims|statistics)/.test(name)) return run();
      calls += 1;
      return calls === at ? Promise.reject(new Error('the table refuses')) : run();
    });
    const line = subscriberOf(system, `refused-${at}`);
    for (const again of [deps, system.deps]) {
      await line.allocate({ key: 'a', deps: again }).catch(() => undefined);
      await line.activate(false, { key: 'b', deps: again }).catch(() => undefined);
      await line.revoke({ key: 'c', deps: again }).catch(() => undefined);
      await pump(system, again).catch(() => undefined);
      system.clock.advance(46_000);
    }
  }
  await pass(system, 90);
  expect(await audit(system)).toEqual([]);
});
