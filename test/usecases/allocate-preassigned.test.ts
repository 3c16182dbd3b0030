import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import { CLAIM, KEY, leaseIn, SECOND } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { refusedCode } from '../support/refused-code.ts';
import { interposed } from '../support/system/interpose.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const CALL = { key: KEY, call: { action: 'allocate', key: 'k', bodyHash: 'body' } } as const;
const PREASSIGNED = '2001:db8:0:500::/56';
const ROW = rowName(CLAIM.space, PREASSIGNED);
const REFUSAL = { outcome: 'refused', reason: 'No permission.' } as const;

const worldWithPreassigned = async () => {
  const world = await usecaseWorld();
  world.store(leaseIn('revoked', { profile: { mode: 'pd', preassigned: PREASSIGNED } }));
  const netbox = { ...world.deps.netbox, allocateExact: async () => REFUSAL };
  return { ...world, refusing: { ...world.deps, netbox } };
};

test('a preassigned prefix is claimed by the row that was reserved for it', async () => {
  const { deps, rows } = await worldWithPreassigned();
  const { facts } = await allocatePrefix(CALL, deps);
  expect(facts.prefix).toBe(PREASSIGNED);
  expect(rows.claims.get(ROW)).toMatchObject({ state: 'held', netboxPrefixId: facts.netboxPrefixId });
  expect(rows.claims.get(ROW)).not.toHaveProperty('dueAt');
});

test('a preassigned prefix that NetBox refuses is free again at once', async () => {
  const { refusing, rows, lease } = await worldWithPreassigned();
  expect(await refusedCode(allocatePrefix(CALL, refusing))).toBe('netbox-refused');
  expect(rows.claims.has(ROW)).toBe(false);
  expect(await lease()).toMatchObject({ state: 'failed' });
});

test('a preassigned prefix that is somebody’s stays theirs', async () => {
  const { deps, rows, objects } = await worldWithPreassigned();
  const row = { ...CLAIM, cidr: PREASSIGNED, subscriber: 'line-2' } as Claim;
  rows.claims.set(ROW, row);
  expect(await refusedCode(allocatePrefix(CALL, deps))).toBe('preassigned-prefix-unusable');
  expect(rows.claims.get(ROW)).toEqual(row);
  expect(await objects()).toEqual([]);
});

test('a process that dies after it gave its reservation back leaves an allocation that its key resumes', async () => {
  const { deps, refusing, faults, clock, rows, lease } = await worldWithPreassigned();
  faults.failBefore(({ move }) => move === 'fail');
  await expect(allocatePrefix(CALL, refusing)).rejects.toThrow('cannot be reached');
  expect(await lease()).toMatchObject({ state: 'pending' });
  expect(rows.claims.has(ROW)).toBe(false);
  clock.now += 46 * SECOND;
  expect(await allocatePrefix(CALL, deps)).toMatchObject({ status: 201, facts: { prefix: PREASSIGNED } });
});

test('an allocation whose reservation was lost on the way never takes the prefix from who has it then', async () => {
  const { deps, rows, lease, objects } = await worldWithPreassigned();
  const row = { ...CLAIM, cidr: PREASSIGNED, subscriber: 'line-2' } as Claim;
  const robbed = interposed(deps, async ({ name, run }) => {
    const answer = await run();
    if (name === 'netbox.allocateExact') rows.claims.set(ROW, row);
    return answer;
  });
  expect(await refusedCode(allocatePrefix(CALL, robbed))).toBe('preassigned-prefix-unusable');
  expect(rows.claims.get(ROW)).toEqual(row);
  expect(await lease()).toMatchObject({ state: 'failed', epoch: 102, orphans: {} });
  expect(await objects()).toMatchObject([{ claim: 'acme/line-1/101' }]);
});
