import { describe, expect, test } from '@jest/globals';
import type { Authorization, Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import { eventsOf } from '../../shared/usecases/lifecycle-events.ts';
import { HELD, leaseIn, NOON, REVOCATION, without } from '../support/leases.ts';

/** The events of a change from one lease to another, either of which may be absent. */
const events = (before: Lease | undefined, after: Lease | undefined) =>
  eventsOf({
    sequence: '1',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });

const next = <L extends Lease>(lease: L, lastAction: Lease['lastAction']): L => ({
  ...lease,
  version: 6,
  lastAction,
});

const HELD_FACTS = { prefix: HELD.cidr, netboxPrefixId: 42, netboxPoolId: 7 };

describe('the event of a new version', () => {
  test('says what happened, to whom, and the prefix that is held', () => {
    expect(events(leaseIn('allocated'), next(leaseIn('active'), 'activate'))).toEqual([
      {
        detailType: 'PrefixActivated',
        detail: {
          id: 'acme/line-1/6/PrefixActivated',
          tenantId: 'acme',
          subscriberId: 'line-1',
          version: 6,
          epoch: 100,
          state: 'active',
          prefixSize: 56,
          ...HELD_FACTS,
        },
      },
    ]);
  });

  test('of a subscriber’s first lease has no prefix', () => {
    const [event] = events(undefined, next(leaseIn('pending'), 'beginAllocation'));
    expect(event).toMatchObject({ detailType: 'PrefixRequested', detail: { state: 'pending' } });
    expect(event?.detail).not.toHaveProperty('prefix');
  });

  test('that ends a tenure names the prefix that was given back, and the revocation', () => {
    const [event] = events(leaseIn('revoking'), next(leaseIn('revoked'), 'finishRevoke'));
    expect(event).toMatchObject({
      detailType: 'PrefixRevoked',
      detail: { ...HELD_FACTS, revocationId: REVOCATION.id, state: 'revoked' },
    });
  });

  test('of a failure says why', () => {
    const [event] = events(leaseIn('pending'), next(leaseIn('failed'), 'fail'));
    expect(event).toMatchObject({
      detailType: 'PrefixFailed',
      detail: { reason: 'allocation-failed', detail: 'NetBox did not answer.' },
    });
    expect(event?.detail).not.toHaveProperty('prefix');
  });

  test('is the one that the lifecycle table has for its action', () => {
    const named = Object.entries(LIFECYCLE).map(([action, row]) => {
      const [event] = events(leaseIn('active'), next(leaseIn('active'), action as Lease['lastAction']));
      return [event?.detailType, 'event' in row ? row.event : undefined];
    });
    expect(named.map(([told]) => told)).toEqual(named.map(([, expected]) => expected));
    expect(named).toHaveLength(11);
  });
});

describe('no event', () => {
  test('comes of a write that is no new version', () => {
    const after = { ...leaseIn('revoking'), lastAction: 'beginRevoke' } as const;
    expect(events(leaseIn('revoking'), after)).toEqual([]);
  });

  test('comes of a saved profile, a resumed allocation, or the end of a lease', () => {
    expect(events(leaseIn('revoked'), next(leaseIn('revoked'), 'saveProfile'))).toEqual([]);
    expect(events(leaseIn('pending'), next(leaseIn('pending'), 'resumeAllocation'))).toEqual([]);
    expect(events(leaseIn('revoked'), undefined)).toEqual([]);
  });
});

describe('the event of a CoA', () => {
  const coa = (parts: Partial<Authorization> = {}): Lease =>
    leaseIn('active', {
      authorization: {
        id: 'coa-1',
        nasIp: '192.0.2.1',
        status: 'queued',
        attempt: 0,
        askedAt: NOON,
        ...parts,
      },
    });
  const bare = without(coa(), 'authorization');

  test('that is asked for goes to who sends it, beside the event of its transition', () => {
    const asked = events(leaseIn('active'), next(coa(), 'suspend'));
    expect(asked.map(({ detailType }) => detailType)).toEqual(['PrefixSuspended', 'AuthorizationRequested']);
    expect(asked[1]?.detail).toEqual({
      id: 'coa-1/queued',
      tenantId: 'acme',
      subscriberId: 'line-1',
      version: 6,
      authorizationId: 'coa-1',
      status: 'queued',
      nasIp: '192.0.2.1',
    });
  });

  test('that has its outcome says it', () => {
    expect(events(coa({ status: 'sending' }), coa({ status: 'ack' }))).toMatchObject([
      { detailType: 'AuthorizationRecorded', detail: { id: 'coa-1/ack', status: 'ack' } },
    ]);
    expect(events(coa({ status: 'sending' }), coa({ status: 'nak', errorCause: 503 }))).toMatchObject([
      { detail: { id: 'coa-1/nak', errorCause: 503 } },
    ]);
  });

  test('that follows another is its own', () => {
    expect(events(coa(), coa({ id: 'coa-2' }))).toMatchObject([{ detail: { id: 'coa-2/queued' } }]);
    expect(events(undefined, coa())[1]).toMatchObject({ detail: { id: 'coa-1/queued' } });
  });

  test('is none where it is being sent, is as it was, or is gone', () => {
    expect(events(coa(), coa({ status: 'sending', attempt: 1 }))).toEqual([]);
    expect(events(coa(), coa({ attempt: 1 }))).toEqual([]);
    expect(events(coa(), bare)).toEqual([]);
  });
});
