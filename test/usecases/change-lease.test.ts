import { expect, test } from '@jest/globals';
import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { changeService } from '../../shared/domain/service.ts';
import { changeLease, type Decision } from '../../shared/usecases/change-lease.ts';
import type { LeaseStore } from '../../shared/usecases/ports.ts';
import { KEY, leaseIn, NOON } from '../support/leases.ts';
import { leaseName } from '../support/memory-rows.ts';
import { memoryTable } from '../support/memory-table.ts';
import { refusedCode } from '../support/refused-code.ts';

const world = () => {
  const table = memoryTable();
  table.rows.leases.set(leaseName(KEY), leaseIn('active'));
  return table;
};

/** Suspends what is active and resumes what is not: there is always something to write. */
const toggle = (found: Lease | undefined): Decision<string> => {
  const lease = found as Lease;
  const action = lease.state === 'active' ? 'suspend' : 'resume';
  return { change: changeService(lease, { action, session: {} }, NOON), value: action };
};

test('what was decided is written, and then said', async () => {
  const { leases } = world();
  expect(await changeLease(leases, KEY, toggle)).toBe('suspend');
  expect(await leases.read(KEY)).toMatchObject({ state: 'suspended', version: 6 });
});

test('where there is nothing to change, nothing is written', async () => {
  const { leases, rows } = world();
  expect(await changeLease(leases, KEY, (lease) => ({ value: lease?.state }))).toBe('active');
  expect(rows.records).toEqual([]);
});

test('who is overtaken decides again, on what the other left', async () => {
  const { leases, faults } = world();
  const paused = faults.pause(1);
  const slow = changeLease(leases, KEY, toggle);
  await paused.reached;
  await changeLease(leases, KEY, toggle);
  paused.release();
  expect(await slow).toBe('resume');
  expect(await leases.read(KEY)).toMatchObject({ state: 'active', version: 7 });
});

test('who is overtaken by the end of the lease decides again on nothing', async () => {
  const { leases, faults, rows } = world();
  const paused = faults.pause(1);
  const seen: (string | undefined)[] = [];
  const slow = changeLease(leases, KEY, (lease) => {
    seen.push(lease?.state);
    return lease === undefined ? { value: undefined } : toggle(lease);
  });
  await paused.reached;
  rows.leases.clear();
  paused.release();
  await slow;
  expect(seen).toEqual(['active', undefined]);
});

test('a decision that throws is the answer, and nothing is written', async () => {
  const { leases, rows } = world();
  const refuse = (): never => {
    throw new LeaseholdError('unknown-nas', 'There is no such NAS.');
  };
  expect(await refusedCode(changeLease(leases, KEY, refuse))).toBe('unknown-nas');
  expect(rows.records).toEqual([]);
});

test('each of sixty callers at once gets through, although only one of them wins each round', async () => {
  const { leases } = world();
  const ends = await Promise.all(Array.from({ length: 60 }, () => changeLease(leases, KEY, toggle)));
  expect(ends.filter((end) => end === 'suspend')).toHaveLength(30);
  expect(await leases.read(KEY)).toMatchObject({ state: 'active', version: 65 });
});

test('who never gets through is told to repeat the call, with the lease as it was last', async () => {
  let writes = 0;
  const leases: LeaseStore = {
    ...world().leases,
    apply: async () => {
      writes += 1;
      return { applied: false, current: leaseIn('active', { version: 5 + writes }), claimTaken: false };
    },
  };
  await expect(changeLease(leases, KEY, toggle)).rejects.toMatchObject({
    code: 'contended',
    facts: { retryAfterSeconds: 1, lease: { version: 5 + 64 } },
  });
  expect(writes).toBe(64);
});
