import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { recordFailure } from '../../shared/usecases/record-failure.ts';
import { DAY, HELD, MINUTE, NOON } from '../support/leases.ts';
import { OVERTAKEN, RUN, revokedBy } from '../support/revoking.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const FAILURE = { code: 'netbox-unavailable', detail: 'NetBox did not answer.', healing: true };

const worldWith = async (lease: Lease | undefined) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  const record = (failure = FAILURE) => recordFailure({ ...RUN, failure }, world.deps);
  return { ...world, record };
};

test('a failure that time may mend gives the revocation back, to be tried again later', async () => {
  const { record, lease, lines } = await worldWith(revokedBy({ attempt: 1 }));
  expect(await record()).toEqual({ outcome: 'done' });
  const after = await lease();
  expect(after).toMatchObject({
    state: 'revoking',
    held: HELD,
    dueAt: NOON + 10 * MINUTE,
    revocation: { attempt: 2, retryAt: NOON + 10 * MINUTE, reason: FAILURE.detail },
  });
  expect(after).not.toHaveProperty('revocation.run');
  expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('tried again later') }]);
});

test.each([
  { what: 'that time does not mend', failure: { ...FAILURE, healing: false }, passed: 0 },
  { what: 'a day after it was asked for', failure: FAILURE, passed: DAY },
])('a failure $what gives the revocation up, its prefix still held', async ({ failure, passed }) => {
  const { record, lease, lines, clock } = await worldWith(revokedBy());
  clock.now += passed;
  expect(await record(failure)).toEqual({ outcome: 'done' });
  expect(await lease()).toMatchObject({
    state: 'failed',
    held: HELD,
    failure: { code: failure.code, detail: failure.detail, at: NOON + passed },
  });
  expect(lines).toMatchObject([{ level: 'error', message: expect.stringContaining('still held') }]);
});

test.each(OVERTAKEN)('where $how nothing is recorded', async ({ lease }) => {
  const { record, rows, lines } = await worldWith(lease);
  expect(await record()).toEqual({ outcome: 'superseded' });
  expect(rows.records).toEqual([]);
  expect(lines).toEqual([]);
});

test('a run that is overtaken at the last moment records nothing', async () => {
  const { record, faults, store, lease, lines } = await worldWith(revokedBy());
  const paused = faults.pause(1);
  const slow = record({ ...FAILURE, healing: false });
  await paused.reached;
  const other = revokedBy({ run: { id: 'run-2', until: NOON } });
  store(other);
  paused.release();
  expect(await slow).toEqual({ outcome: 'superseded' });
  expect(await lease()).toEqual(other);
  expect(lines).toEqual([]);
});
