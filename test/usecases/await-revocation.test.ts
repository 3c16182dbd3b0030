import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { awaitRevocation } from '../../shared/usecases/await-revocation.ts';
import { HELD, KEY, leaseIn, REVOCATION } from '../support/leases.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

/** Waits for a revocation whose lease is, look by look, as listed; the last stays. What it slept, and its end. */
const awaited = async (looks: (Lease | undefined)[], seconds = 20) => {
  const { deps } = await usecaseWorld();
  const slept: number[] = [];
  const read = async (): Promise<Lease | undefined> => (looks.length > 1 ? looks.shift() : looks[0]);
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    await deps.sleep(milliseconds);
  };
  const request = { key: KEY, revocationId: REVOCATION.id, seconds };
  const ending = awaitRevocation(request, { ...deps, leases: { ...deps.leases, read }, sleep });
  return { end: await ending.catch((error: unknown) => error), slept };
};

const REVOKING = leaseIn('revoking');
const OTHER = { ...REVOCATION, id: 9 };
const FAILURE = { code: 'disconnect-failed', detail: 'NAS 192.0.2.1 gave no answer.', at: 0 };

test('a revocation that has ended is not waited for', async () => {
  const { end, slept } = await awaited([leaseIn('revoked')]);
  expect(end).toMatchObject({ status: 200, facts: { state: 'revoked' } });
  expect(slept).toEqual([]);
});

test('a revocation is looked at after a quarter, a half and then every second, until it has ended', async () => {
  const { end, slept } = await awaited([REVOKING, REVOKING, REVOKING, REVOKING, leaseIn('revoked')]);
  expect(end).toMatchObject({ status: 200 });
  expect(slept).toEqual([250, 500, 1_000, 1_000]);
});

test('a revocation that goes on is 202 when the time is over, and not slept past it', async () => {
  const { end, slept } = await awaited([REVOKING], 2);
  expect(end).toMatchObject({ status: 202, facts: { state: 'revoking' } });
  expect(slept).toEqual([250, 500, 1_000]);
  expect((await awaited([REVOKING], 0)).slept).toEqual([]);
});

test('a revocation that was given up is an error that says why', async () => {
  const given = leaseIn('failed', { held: HELD, revocation: REVOCATION, failure: FAILURE });
  const { end } = await awaited([REVOKING, given]);
  expect(end).toMatchObject({
    code: 'revocation-failed',
    message: expect.stringContaining('gave no answer'),
    facts: { lease: { state: 'failed' } },
  });
});

test('a revocation that another one followed is no longer waited for', async () => {
  const again = await awaited([REVOKING, leaseIn('revoking', { revocation: OTHER })]);
  expect(again).toMatchObject({ end: { status: 202, facts: { state: 'revoking' } }, slept: [250] });
  const failed = await awaited([leaseIn('failed', { held: HELD, revocation: OTHER })]);
  expect(failed.end).toMatchObject({ status: 202, facts: { state: 'failed' } });
  const reborn = await awaited([leaseIn('pending')]);
  expect(reborn.end).toMatchObject({ status: 202, facts: { state: 'pending' } });
});

test('a lease that is gone is not found', async () => {
  const { end } = await awaited([REVOKING, undefined]);
  expect(end).toMatchObject({ code: 'not-found' });
});
