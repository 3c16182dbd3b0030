import { expect, test } from '@jest/globals';
import type { Lease } from '../../../shared/domain/lease.ts';
import { type FunctionWorld, servedWorld } from '../../support/function-world.ts';
import { KEY, leaseIn, NOON, SECOND } from '../../support/leases.ts';
import { leaseName } from '../../support/memory-rows.ts';
import { authorizationBody, batchOf } from '../../support/queue-messages.ts';

const QUEUED = leaseIn('active', {
  session: { username: 'alice', nasIp: '192.0.2.1' },
  authorization: { id: 'auth-1', nasIp: '192.0.2.1', status: 'queued', attempt: 0, askedAt: NOON },
});

const worldWith = async (lease: Lease): Promise<FunctionWorld> => {
  const world = await servedWorld();
  world.table.rows.leases.set(leaseName(KEY), lease);
  return world;
};

const statusOf = async (world: FunctionWorld) => (await world.table.leases.read(KEY))?.authorization?.status;

test('a CoA that waits is sent, and what the NAS says is on the lease', async () => {
  const world = await worldWith(QUEUED);
  world.answers.push({ result: 'ack' });
  await expect(
    world.invoke('events/authorize-session', batchOf(authorizationBody('auth-1'))),
  ).resolves.toEqual({ batchItemFailures: [] });
  expect(world.sent).toEqual([expect.objectContaining({ kind: 'coa' })]);
  await expect(statusOf(world)).resolves.toBe('ack');
});

test('a CoA that was superseded is not sent', async () => {
  const world = await worldWith(QUEUED);
  await expect(
    world.invoke('events/authorize-session', batchOf(authorizationBody('auth-0'))),
  ).resolves.toEqual({ batchItemFailures: [] });
  expect(world.sent).toEqual([]);
});

test('a CoA that finds the slot taken is not sent: its message stays away until the slot is free', async () => {
  const world = await worldWith({ ...QUEUED, slot: { id: 'auth-0', until: NOON + 20 * SECOND } });
  await expect(
    world.invoke('events/authorize-session', batchOf(authorizationBody('auth-1'))),
  ).resolves.toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  expect(world.sent).toEqual([]);
  expect(world.recorded.hidden).toEqual([{ receiptHandle: 'receipt-of-message-0', milliseconds: 20_000 }]);
});
