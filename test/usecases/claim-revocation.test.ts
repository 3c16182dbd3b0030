import { expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { claimRevocation } from '../../shared/usecases/claim-revocation.ts';
import { leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { OVERTAKEN, RUN, revokedBy } from '../support/revoking.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const claim = async (lease: Lease | undefined) => {
  const world = await usecaseWorld();
  if (lease !== undefined) world.store(lease);
  return { outcome: await claimRevocation(RUN, world.deps), after: await world.lease() };
};

const MINE = { state: 'revoking', revocation: { run: { id: RUN.runId, until: NOON + 6 * MINUTE } } };

test('a run claims a revocation that is nobody’s, and claims again what is its own', async () => {
  for (const lease of [leaseIn('revoking'), revokedBy()]) {
    expect(await claim(lease)).toMatchObject({ outcome: { outcome: 'done' }, after: MINE });
  }
});

test('a run takes a revocation from one that has overstayed', async () => {
  const lease = revokedBy({ run: { id: 'run-2', until: NOON - 1 } });
  expect(await claim(lease)).toMatchObject({ outcome: { outcome: 'done' }, after: MINE });
});

const ANOTHERS = OVERTAKEN.filter(({ how }) => how !== 'no run has it');

test.each(ANOTHERS)('where $how the run is told so, and changes nothing', async ({ lease }) => {
  expect(await claim(lease)).toEqual({ outcome: { outcome: 'superseded' }, after: lease });
});
