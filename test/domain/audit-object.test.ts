import { expect, test } from '@jest/globals';
import { objectDifferences } from '../../shared/domain/audit-object.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { CLAIM, HELD, KEY, leaseIn, NOON } from '../support/leases.ts';

const moving = { now: NOON, graceMilliseconds: 0, settled: false };
const settled = { ...moving, settled: true };
const object = (claim: string, id = 42) => ({ id, cidr: HELD.cidr, space: HELD.space, claim });
const owners = (lease?: Lease, claim?: Claim) => ({ lease, claim });
const row = (parts: object): Claim => ({ ...CLAIM, ...parts }) as Claim;

const MINE = 'acme/line-1/100';

test('an object that the lease of its mark holds is judged there', () => {
  expect(objectDifferences(object(MINE), owners(leaseIn('active'), CLAIM), settled)).toEqual([]);
});

test('an object of an allocation under way is in motion, and nothing settled has one', () => {
  const pending = owners(leaseIn('pending'));
  expect(objectDifferences(object(MINE), pending, moving)).toEqual([]);
  expect(objectDifferences(object(MINE), pending, settled)).toHaveLength(1);
});

test('a dead object is in motion while an orphan check will come, and told once none will', () => {
  const orphans = { next: NOON, until: NOON };
  const dead = object('acme/line-1/99', 41);
  expect(objectDifferences(dead, owners(leaseIn('active', { orphans }), CLAIM), moving)).toEqual([]);
  expect(objectDifferences(dead, owners(leaseIn('active'), CLAIM), moving)).toEqual([
    {
      kind: 'object-unheld',
      ...KEY,
      prefix: HELD.cidr,
      what: 'prefix 41 in NetBox carries acme/line-1/99, and nobody holds it.',
      todo: expect.stringContaining('of the night deletes it'),
    },
  ]);
});

test.each([
  ['no lease and no row', owners()],
  ['a lease of an earlier epoch', owners(leaseIn('active', { epoch: 99 }), CLAIM)],
])('an object that the table has %s for may be another deployment’s', (_, known) => {
  const [found] = objectDifferences(object(MINE, 41), known, moving);
  expect(found?.todo).toContain('another Leasehold uses this NetBox');
});

test('an object without a lease, whose prefix is claimed, is left to the reconciliation', () => {
  const [found] = objectDifferences(object(MINE, 41), owners(undefined, CLAIM), moving);
  expect(found?.todo).toContain('reconciliation');
});

test.each(['quarantined', 'withheld'])('a %s object has its row', (state) => {
  const mark = state === 'quarantined' ? 'quarantine/42' : 'withheld/42';
  expect(objectDifferences(object(mark), owners(undefined, row({ state })), settled)).toEqual([]);
  expect(
    objectDifferences(object(mark), owners(undefined, row({ state, netboxPrefixId: 7 })), settled),
  ).toEqual([
    expect.objectContaining({
      kind: 'object-unheld',
      what: `prefix 42 in NetBox carries ${mark}, and nobody holds it.`,
    }),
  ]);
  expect(objectDifferences(object(mark), owners(), settled)).toHaveLength(1);
});

test.each([
  ['quarantined', 'withheld/42'],
  ['withheld', 'quarantine/42'],
])('a %s object that a late PATCH of an earlier release has marked %s has its row', (state, mark) => {
  expect(objectDifferences(object(mark), owners(undefined, row({ state })), settled)).toEqual([]);
});

test('an object is withdrawn before its row is, but not where all is settled', () => {
  expect(objectDifferences(object('quarantine/42'), owners(undefined, CLAIM), moving)).toEqual([]);
  expect(objectDifferences(object('quarantine/42'), owners(undefined, CLAIM), settled)).toHaveLength(1);
});

test.each(['a stranger', 'quarantine/7', ''])('the mark %j is none of ours', (mark) => {
  const [found] = objectDifferences({ ...object(mark) }, owners(), moving);
  expect(found).toEqual({
    kind: 'object-foreign',
    prefix: HELD.cidr,
    what: `prefix 42 in NetBox carries ${mark} as its leasehold_claim, which is no mark of Leasehold's.`,
    todo: 'Clear the field by hand.',
  });
});

test('an object that carries nothing is told as a stranger’s', () => {
  const { claim: _, ...bare } = object('');
  expect(objectDifferences(bare, owners(), moving)[0]?.kind).toBe('object-foreign');
});
