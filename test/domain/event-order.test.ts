import { describe, expect, test } from '@jest/globals';
import { beginAllocation } from '../../shared/domain/allocation.ts';
import type { Change } from '../../shared/domain/change.ts';
import { noEventSince } from '../../shared/domain/event-order.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { beginRevoke, keepRevokeAnswer } from '../../shared/domain/revocation.ts';
import { changeService, noteEvent } from '../../shared/domain/service.ts';
import { KEY, leaseIn, NOON } from '../support/leases.ts';
import { written } from '../support/written.ts';

const REVOCATION = { disconnect: false, release: true, quarantineSeconds: 0, session: {} };
const CALL = { action: 'revoke', key: 'k', bodyHash: 'b' } as const;

/** Every write that an event may ask for, by the lease that it was decided on. */
const WRITES: { what: string; of: Lease; change: (lease: never, eventAt?: number) => Change | undefined }[] =
  [
    {
      what: 'an allocation',
      of: leaseIn('revoked'),
      change: (lease: Lease, eventAt) =>
        beginAllocation(lease, { key: KEY, length: 56, ...(eventAt === undefined ? {} : { eventAt }) }, NOON),
    },
    {
      what: 'a suspension',
      of: leaseIn('active'),
      change: (lease: Lease, eventAt) =>
        changeService(lease, { action: 'suspend', session: {}, eventAt }, NOON),
    },
    {
      what: 'a revocation',
      of: leaseIn('active'),
      change: (lease: Lease, eventAt) => beginRevoke(lease, { ...REVOCATION, eventAt }, NOON),
    },
    {
      what: 'a revocation that finds nothing to do',
      of: leaseIn('revoked'),
      change: (lease: never, eventAt) => keepRevokeAnswer(lease, { call: CALL, eventAt }, NOON),
    },
  ];

describe.each(WRITES)('$what', ({ of, change }) => {
  const decided = (lease: Lease, eventAt?: number) => change(lease as never, eventAt) as Change;

  test('that an event asked for is refused once another event was noted', () => {
    const asked = decided(of, 5);
    expect(written(of, asked)).toMatchObject({ lastEventAt: 5 });
    expect(written({ ...of, lastEventAt: 7 }, asked)).toBe('refused');
    const known = { ...of, lastEventAt: 3 };
    expect(written(known, decided(known, 5))).toMatchObject({ lastEventAt: 5 });
    expect(written({ ...of, lastEventAt: 7 }, decided(known, 5))).toBe('refused');
    expect(written(of, decided(known, 5))).toBe('refused');
  });

  test('that no event asked for does not mind what was noted', () => {
    expect(written({ ...of, lastEventAt: 7 }, decided(of))).toMatchObject({ lastEventAt: 7 });
  });
});

describe('an event that finds the service as it asks for', () => {
  const noted = (lease: ReturnType<typeof leaseIn<'active'>>, eventAt: number) =>
    noteEvent(lease, eventAt) as Change;

  test('is noted, without a new version', () => {
    const active = leaseIn('active', { lastEventAt: 3 });
    expect(written(active, noted(active, 5))).toEqual({ ...active, lastEventAt: 5 });
    expect(noted(active, 5)).toMatchObject({ move: 'noteEvent', version: 'stays' });
  });

  test('is not noted twice', () => {
    expect(noteEvent(leaseIn('suspended', { lastEventAt: 5 }), 5)).toBeUndefined();
  });

  test('is not noted over another, nor once the lease has changed', () => {
    const active = leaseIn('active');
    expect(written({ ...active, lastEventAt: 7 }, noted(active, 5))).toBe('refused');
    expect(written({ ...active, version: 6 }, noted(active, 5))).toBe('refused');
  });
});

test('the fence asks for the event that was read, or for none', () => {
  expect(noEventSince(leaseIn('active'), undefined)).toEqual({ is: 'all', of: [] });
  expect(noEventSince(leaseIn('active'), 5)).toEqual({ is: 'absent', path: 'lastEventAt' });
  expect(noEventSince(leaseIn('active', { lastEventAt: 3 }), 5)).toEqual({
    is: 'equal',
    path: 'lastEventAt',
    value: 3,
  });
});
