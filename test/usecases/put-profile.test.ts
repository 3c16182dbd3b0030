import { expect, test } from '@jest/globals';
import type { Profile } from '../../shared/domain/lease.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { deleteProfile } from '../../shared/usecases/delete-profile.ts';
import { getLease } from '../../shared/usecases/get-lease.ts';
import { getProfile } from '../../shared/usecases/get-profile.ts';
import type { LeaseStore } from '../../shared/usecases/ports.ts';
import { putProfile } from '../../shared/usecases/put-profile.ts';
import { KEY, leaseIn, NOON } from '../support/leases.ts';
import { memoryTable } from '../support/memory-table.ts';
import { refusedCode } from '../support/refused-code.ts';

const POOL: Pool = {
  netboxPoolId: 7,
  cidr: '2001:db8::/40',
  space: 'main.global',
  length: 56,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
};

const world = async () => {
  const table = memoryTable();
  await table.inventory.putPool(KEY.tenant, POOL);
  return { ...table, clock: () => NOON };
};

const save = (profile: Profile, deps: Awaited<ReturnType<typeof world>>) =>
  putProfile({ key: KEY, profile }, deps);

test('a profile makes a lease that is pending, and an equal one changes nothing', async () => {
  const deps = await world();
  const first = await save({ mode: 'pd', length: 60 }, deps);
  expect(first).toMatchObject({ created: true, lease: { state: 'pending', version: NOON } });
  const second = await save({ mode: 'pd', length: 60 }, deps);
  expect(second).toMatchObject({ created: false, lease: { version: NOON } });
  expect(await getProfile({ key: KEY }, deps)).toMatchObject({ profile: { mode: 'pd', length: 60 } });
  expect(await getLease({ key: KEY }, deps)).toMatchObject({ state: 'pending' });
});

test('where there is nothing, nothing is found', async () => {
  const deps = await world();
  expect(await refusedCode(getLease({ key: KEY }, deps))).toBe('not-found');
  expect(await refusedCode(getProfile({ key: KEY }, deps))).toBe('not-found');
  expect(await refusedCode(deleteProfile({ key: KEY }, deps))).toBe('not-found');
});

test('a lease without a profile has none to read or delete, and its first is new', async () => {
  const deps = await world();
  await save({ mode: 'pd' }, deps);
  deps.rows.leases.set('acme#line-1', (({ profile: _, ...rest }) => rest)(leaseIn('revoked')) as never);
  expect(await refusedCode(getProfile({ key: KEY }, deps))).toBe('not-found');
  expect(await refusedCode(deleteProfile({ key: KEY }, deps))).toBe('not-found');
  expect(await save({ mode: 'pd' }, deps)).toMatchObject({ created: true });
});

test('a preassigned prefix is judged by what could ever be delegated', async () => {
  const deps = await world();
  const refused = (profile: Profile) => refusedCode(save(profile, deps));
  expect(await save({ mode: 'dual_stack', preassigned: '2001:db8::/56' }, deps)).toMatchObject({
    created: true,
  });
  expect(await save({ mode: 'pd', length: 56, preassigned: '2001:db8::/56' }, deps)).toMatchObject({
    created: false,
  });
  for (const profile of [
    { mode: 'none', preassigned: '2001:db8::/56' },
    { mode: 'pd', preassigned: '2001:DB8::/56' },
    { mode: 'pd', preassigned: 'no prefix' },
    { mode: 'pd', length: 60, preassigned: '2001:db8::/56' },
    { mode: 'pd', preassigned: '2001:db8::/60' },
    { mode: 'pd', preassigned: '2001:db9::/56' },
  ] as const) {
    expect(await refused(profile)).toBe('preassigned-prefix-unusable');
  }
});

test('a saved profile stays valid when its pool is taken away', async () => {
  const deps = await world();
  await save({ mode: 'pd', preassigned: '2001:db8::/56' }, deps);
  await deps.inventory.deletePool(KEY.tenant, 7);
  expect(await save({ mode: 'pd', preassigned: '2001:db8::/56' }, deps)).toMatchObject({ created: false });
});

test('a held prefix is refused before the preassigned one is judged', async () => {
  const deps = await world();
  deps.rows.leases.set('acme#line-1', leaseIn('active'));
  expect(await refusedCode(save({ mode: 'pd', preassigned: '2001:db9::/56' }, deps))).toBe('prefix-held');
});

test('who is overtaken decides again on what is there then', async () => {
  const deps = await world();
  const paused = deps.faults.pause(({ door }) => door === 'saveProfile');
  const slow = save({ mode: 'slaac' }, deps);
  await paused.reached;
  await save({ mode: 'pd' }, deps);
  paused.release();
  expect(await slow).toMatchObject({
    created: false,
    lease: { version: NOON + 1, profile: { mode: 'slaac' } },
  });
});

test('who never gets through is told to repeat the call', async () => {
  const deps = await world();
  let writes = 0;
  const leases: LeaseStore = {
    ...deps.leases,
    saveProfile: async () => {
      writes += 1;
      return { applied: false, current: leaseIn('revoked', { version: writes }), claimTaken: false };
    },
  };
  expect(await refusedCode(putProfile({ key: KEY, profile: { mode: 'none' } }, { ...deps, leases }))).toBe(
    'contended',
  );
  expect(writes).toBe(64);
});

test('a profile goes, and with it a lease that was nothing else', async () => {
  const deps = await world();
  await save({ mode: 'pd' }, deps);
  await deleteProfile({ key: KEY }, deps);
  expect(await deps.leases.read(KEY)).toBeUndefined();
  deps.rows.leases.set('acme#line-1', leaseIn('revoked'));
  await deleteProfile({ key: KEY }, deps);
  expect(await deps.leases.read(KEY)).toMatchObject({ state: 'revoked', version: 6 });
});

test('If-Match is judged before the state', async () => {
  const deps = await world();
  deps.rows.leases.set('acme#line-1', leaseIn('active'));
  const request = { key: KEY, profile: { mode: 'none' }, ifMatch: 4 } as const;
  expect(await refusedCode(putProfile(request, deps))).toBe('precondition-failed');
  expect(await refusedCode(deleteProfile(request, deps))).toBe('precondition-failed');
  expect(await refusedCode(putProfile({ ...request, ifMatch: 5 }, deps))).toBe('prefix-held');
  expect(await refusedCode(deleteProfile({ ...request, ifMatch: '*' }, deps))).toBe('prefix-held');
});
