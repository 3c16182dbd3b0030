import { expect, test } from '@jest/globals';
import {
  type AuditedObject,
  heldClaimDifferences,
  heldObjectDifferences,
  isClaimOf,
  isObjectOf,
  restDifferences,
} from '../../shared/domain/audit-lease.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import { CLAIM, HELD, HOUR, KEY, leaseIn, MINUTE, NOON, REVOCATION, without } from '../support/leases.ts';

const OBJECT: AuditedObject = { id: 42, cidr: HELD.cidr, space: HELD.space, claim: 'acme/line-1/100' };
const PATIENT = { now: NOON + MINUTE, graceMilliseconds: MINUTE, settled: false };
const SETTLED = { ...PATIENT, settled: true };
const lease = leaseIn('active');

const kinds = (found: readonly { kind: string }[]): string[] => found.map(({ kind }) => kind);

test('a lease whose object carries its mark is right, and one without a prefix needs none', () => {
  expect(isObjectOf(lease, OBJECT)).toBe(true);
  expect(isObjectOf(leaseIn('revoked'), OBJECT)).toBe(false);
  expect(heldObjectDifferences(lease, OBJECT, SETTLED)).toEqual([]);
  expect(heldObjectDifferences(leaseIn('revoked'), undefined, SETTLED)).toEqual([]);
});

test('a held prefix without an object is named, with what to do', () => {
  expect(heldObjectDifferences(lease, undefined, PATIENT)).toEqual([
    {
      kind: 'no-object',
      ...KEY,
      prefix: HELD.cidr,
      what: 'the lease is active and holds it, and NetBox has no prefix 42.',
      todo: 'NetBox may offer the prefix to somebody else. Revoke the lease and allocate again.',
    },
  ]);
});

test.each<[string, Partial<AuditedObject>, string]>([
  ['another prefix', { cidr: '2001:db8:0:200::/56' }, 'wrong-object'],
  ['another space', { space: 'main.3' }, 'wrong-object'],
  ['the mark of another epoch', { claim: 'acme/line-1/99' }, 'wrong-mark'],
])('an object of %s is none of the lease’s', (_, parts, kind) => {
  expect(kinds(heldObjectDifferences(lease, { ...OBJECT, ...parts }, PATIENT))).toEqual([kind]);
});

test('an object without a mark is said to have none', () => {
  const { claim: _, ...bare } = OBJECT;
  expect(heldObjectDifferences(lease, bare, PATIENT)[0]?.what).toContain('carries no leasehold_claim');
});

test.each<[string, AuditedObject | undefined]>([
  ['deleted', undefined],
  ['quarantined', { ...OBJECT, claim: 'quarantine/42' }],
  ['withheld', { ...OBJECT, claim: 'withheld/42' }],
])(
  'the object of a lease that is being revoked may be %s already, but not where all is settled',
  (_, object) => {
    expect(heldObjectDifferences(leaseIn('revoking'), object, PATIENT)).toEqual([]);
    expect(heldObjectDifferences(leaseIn('revoking'), object, SETTLED)).toHaveLength(1);
    expect(heldObjectDifferences(lease, object, PATIENT)).toHaveLength(1);
  },
);

test('an object that is somebody else’s is wrong while the lease is being revoked, too', () => {
  const other = { ...OBJECT, claim: 'acme/line-2/1' };
  expect(kinds(heldObjectDifferences(leaseIn('revoking'), other, PATIENT))).toEqual(['wrong-mark']);
});

test.each<[string, Partial<Claim> | undefined, string]>([
  ['no row', undefined, 'it has no claim row'],
  ['a withheld row', { state: 'withheld' }, 'its claim row is withheld for acme/line-1, epoch 100'],
  ['another tenant’s row', { tenant: 'other' }, 'its claim row is held for other/line-1, epoch 100'],
  ['another’s row', { subscriber: 'line-2' }, 'its claim row is held for acme/line-2, epoch 100'],
  ['the row of another epoch', { epoch: 99 }, 'its claim row is held for acme/line-1, epoch 99'],
  ['the row of another object', { netboxPrefixId: 7 } as Partial<Claim>, 'for acme/line-1, epoch 100'],
])('a held prefix with %s is not claimed', (_, parts, what) => {
  const claim = parts === undefined ? undefined : ({ ...CLAIM, ...parts } as Claim);
  expect(isClaimOf(lease, claim)).toBe(false);
  expect(heldClaimDifferences(lease, claim)).toEqual([
    expect.objectContaining({ kind: 'not-claimed', prefix: HELD.cidr, what: expect.stringContaining(what) }),
  ]);
});

test('a held prefix with its row is claimed, and where none is held there is nothing to claim', () => {
  expect(heldClaimDifferences(lease, CLAIM)).toEqual([]);
  expect(heldClaimDifferences(leaseIn('revoked'), undefined)).toEqual([]);
  expect(isClaimOf(leaseIn('revoked'), CLAIM)).toBe(false);
});

test('a deadline may be late by the grace, and no more', () => {
  const due = leaseIn('allocated');
  const at = (now: number) => restDifferences(due, { now, graceMilliseconds: MINUTE, settled: false });
  expect(at(NOON + 24 * HOUR + MINUTE)).toEqual([]);
  expect(at(NOON + 24 * HOUR + MINUTE + 1)).toEqual([
    {
      kind: 'restless',
      ...KEY,
      prefix: HELD.cidr,
      what: 'the lease is allocated and was due at 2026-01-16T12:00:00.000Z.',
      todo: expect.stringContaining('sweeper'),
    },
  ]);
});

test('a revocation that goes on for more than an hour is told, with its reason', () => {
  const revocation = { ...REVOCATION, attempt: 3, retryAt: NOON + 5 * HOUR, reason: 'the NAS is silent' };
  const stuck = leaseIn('revoking', { revocation, reportAt: NOON + 9 * HOUR });
  const at = (now: number) => restDifferences(stuck, { now, graceMilliseconds: 0, settled: false });
  expect(at(NOON + HOUR)).toEqual([]);
  expect(at(NOON + HOUR + 1)[0]?.what).toBe(
    'the lease is revoking and is being revoked since 2026-01-15T12:00:00.000Z (the NAS is silent).',
  );
});

test('where all is settled nothing moves: no revocation, and no allocation under way', () => {
  expect(kinds(restDifferences(leaseIn('revoking'), SETTLED))).toEqual(['restless']);
  const [pending] = restDifferences(leaseIn('pending'), SETTLED);
  expect(pending).not.toHaveProperty('prefix');
  expect(pending?.what).toBe('the lease is pending and has not come to rest.');
  expect(restDifferences(without(leaseIn('pending'), 'intent'), SETTLED)).toEqual([]);
  expect(restDifferences(lease, SETTLED)).toEqual([]);
});
