import { expect, test } from '@jest/globals';
import {
  abandonAuthorization,
  claimDisconnectSlot,
  claimSlot,
  isUnderWay,
  MAX_SENDS,
  recordDisconnect,
  recordOutcome,
  releaseSlot,
} from '../../shared/domain/authorization.ts';
import type { AuthorizationChange } from '../../shared/domain/change.ts';
import type { Authorization, AuthorizationStatus, Lease, LeaseIn } from '../../shared/domain/lease.ts';
import { leaseIn, MINUTE, NOON, REVOCATION } from '../support/leases.ts';
import { written } from '../support/written.ts';

const NOW = NOON + MINUTE;
const QUEUED: Authorization = {
  id: 'coa-1',
  nasIp: '192.0.2.1',
  status: 'queued',
  attempt: 0,
  askedAt: NOON,
};
const SENDING: Authorization = { ...QUEUED, status: 'sending', attempt: 1 };
const SLOT = { id: 'coa-1/1', until: NOW + 45_000 };
const queued = leaseIn('active', { authorization: QUEUED });
const sending = leaseIn('active', { authorization: SENDING, slot: SLOT });
const write = (stored: Lease, change: AuthorizationChange) => written(stored, change);

const RUN = { revocationId: 5, runId: 'run-1' };
const owned = { ...REVOCATION, disconnect: true, run: { id: 'run-1', until: NOW + MINUTE } };
const revoking = leaseIn('revoking', { revocation: owned });
const disconnecting = written(revoking, claimDisconnectSlot(revoking, RUN, NOW)) as LeaseIn<'revoking'>;

test('a sending takes the slot, counts itself, and leaves version and deadline alone', () => {
  const change = claimSlot(queued, QUEUED, NOW);
  const lease = write(queued, change);
  expect(lease).toEqual({ ...queued, authorization: SENDING, slot: SLOT, authorizationRevision: 1 });
  expect(change.next).toEqual(lease);
});

test('a sending waits for a slot that another holds, to its last millisecond', () => {
  const busy = { ...queued, slot: { id: 'coa-0/1', until: NOW } };
  expect(write(busy, claimSlot(busy, QUEUED, NOW))).toBe('refused');
  expect(write(busy, claimSlot(busy, QUEUED, NOW + 1))).toMatchObject({ slot: { id: 'coa-1/1' } });
});

test('a sending whose sender died is begun once more when its slot has ended', () => {
  expect(write(sending, claimSlot(sending, SENDING, SLOT.until))).toBe('refused');
  expect(write(sending, claimSlot(sending, SENDING, SLOT.until + 1))).toMatchObject({
    authorization: { status: 'sending', attempt: 2 },
    slot: { id: 'coa-1/2' },
  });
});

test('a sending is not begun twice under one number: who read an older count is refused', () => {
  const freed = { ...sending, slot: { ...SLOT, until: NOON } };
  expect(write(freed, claimSlot(queued, QUEUED, NOW))).toBe('refused');
});

test('a CoA that was superseded is not sent', () => {
  expect(write(leaseIn('active'), claimSlot(queued, QUEUED, NOW))).toBe('refused');
  const other = leaseIn('active', { authorization: { ...QUEUED, id: 'coa-2' } });
  expect(write(other, claimSlot(queued, QUEUED, NOW))).toBe('refused');
});

test.each<AuthorizationStatus>(['ack', 'nak', 'request_initiated', 'unknown'])(
  'a CoA that ended as %s is not sent again',
  (status) => {
    const ended = leaseIn('active', { authorization: { ...QUEUED, status } });
    expect(write(ended, claimSlot(ended, { ...QUEUED, status }, NOW))).toBe('refused');
  },
);

test.each<[AuthorizationStatus | undefined, boolean]>([
  ['queued', true],
  ['sending', true],
  ['ack', false],
  ['nak', false],
  ['request_initiated', false],
  ['unknown', false],
  [undefined, false],
])('an authorization that is %s waits for its outcome: %s', (status, waits) => {
  expect(isUnderWay(status && { ...QUEUED, status })).toBe(waits);
});

test('a CoA is begun three times at most', () => {
  expect(MAX_SENDS).toBe(3);
});

test('an outcome is recorded with its Error-Cause, gives the slot back, and ends the deadline', () => {
  const change = recordOutcome(sending, SENDING, { status: 'nak', errorCause: 503 });
  const lease = write(sending, change) as Lease;
  expect(lease).toMatchObject({ version: 5, authorization: { status: 'nak', attempt: 1, errorCause: 503 } });
  expect(lease).not.toHaveProperty('slot');
  expect(lease).not.toHaveProperty('dueAt');
  expect(lease.authorizationRevision).toBe(1);
  expect(change.next).toEqual(lease);
});

test('an acknowledged CoA has no Error-Cause', () => {
  const lease = write(sending, recordOutcome(sending, SENDING, { status: 'ack' })) as Lease;
  expect(lease.authorization).toEqual({ ...SENDING, status: 'ack' });
});

test('a slow sender records nothing once the next sending holds the slot', () => {
  const again = { ...sending, authorization: { ...SENDING, attempt: 2 }, slot: { ...SLOT, id: 'coa-1/2' } };
  expect(write(again, recordOutcome(sending, SENDING, { status: 'ack' }))).toBe('refused');
});

test('a slow sender records nothing over the CoA that replaced its own', () => {
  const replaced = { ...sending, authorization: { ...QUEUED, id: 'coa-2' } };
  expect(write(replaced, recordOutcome(sending, SENDING, { status: 'ack' }))).toBe('refused');
});

test('a sender that gave its slot back, or lost it, records nothing', () => {
  const { slot: _, ...lost } = sending;
  expect(write(lost, recordOutcome(sending, SENDING, { status: 'ack' }))).toBe('refused');
});

test('an outcome is not recorded over a lease that changed since it was read', () => {
  expect(write({ ...sending, version: 6 }, recordOutcome(sending, SENDING, { status: 'ack' }))).toBe(
    'refused',
  );
});

test('a slot is given back by the sending that holds it and by no other', () => {
  expect(write(sending, releaseSlot(sending, 'coa-1/1'))).not.toHaveProperty('slot');
  expect(write(sending, releaseSlot(sending, 'coa-1/2'))).toBe('refused');
});

test('a CoA without an outcome becomes unknown, and is due no more', () => {
  const ended = { ...sending, slot: { ...SLOT, until: NOON } };
  const lease = write(ended, abandonAuthorization(ended, 'coa-1', NOW));
  expect(lease).toMatchObject({ authorization: { status: 'unknown' }, authorizationRevision: 1 });
  expect(lease).not.toHaveProperty('dueAt');
});

test.each<[string, Lease]>([
  ['while it is being sent', sending],
  ['once it has ended', leaseIn('active', { authorization: { ...QUEUED, status: 'ack' } })],
  ['once another replaced it', leaseIn('active', { authorization: { ...QUEUED, id: 'coa-2' } })],
  ['once the lease has changed', { ...queued, version: 6 }],
])('a CoA does not become unknown %s', (_, stored) => {
  expect(write(stored, abandonAuthorization(queued, 'coa-1', NOW))).toBe('refused');
});

test('a Disconnect takes the slot, counts itself, and leaves the deadline alone', () => {
  expect(disconnecting).toEqual({
    ...revoking,
    authorizationRevision: 1,
    slot: { id: 'disconnect/5/1', until: NOW + 45_000 },
    revocation: { ...owned, disconnects: 1 },
  });
});

test('a Disconnect waits for a CoA that is being sent', () => {
  const busy = { ...revoking, slot: { id: 'coa-1/1', until: NOW } };
  expect(write(busy, claimDisconnectSlot(busy, RUN, NOW))).toBe('refused');
  expect(write(busy, claimDisconnectSlot(busy, RUN, NOW + 1))).toMatchObject({
    slot: { id: 'disconnect/5/1' },
  });
});

test('a Disconnect that is repeated takes over the slot of the one before it', () => {
  expect(write(disconnecting, claimDisconnectSlot(disconnecting, RUN, NOW + 1))).toMatchObject({
    slot: { id: 'disconnect/5/2', until: NOW + 1 + 45_000 },
    revocation: { disconnects: 2 },
  });
});

test('a Disconnect is not begun twice under one number: who read an older count is refused', () => {
  const { slot: _, ...freed } = disconnecting;
  expect(write(freed, claimDisconnectSlot(revoking, RUN, NOW))).toBe('refused');
});

test.each([
  ['another run', { ...owned, run: { id: 'run-2', until: NOW + MINUTE } }],
  ['another revocation', { ...owned, id: 9 }],
  ['no run', REVOCATION],
])('no Disconnect is sent or recorded by a run where the revocation is of %s', (_, revocation) => {
  expect(write({ ...revoking, revocation }, claimDisconnectSlot(revoking, RUN, NOW))).toBe('refused');
  const stored = { ...disconnecting, revocation: { ...revocation, disconnects: 1 } };
  expect(write(stored, recordDisconnect(disconnecting, RUN, 'confirmed'))).toBe('refused');
});

test('the end of a session is recorded, and gives the slot back', () => {
  const lease = write(disconnecting, recordDisconnect(disconnecting, RUN, 'already_gone'));
  expect(lease).toMatchObject({ revocation: { disconnected: 'already_gone', disconnects: 1 }, version: 5 });
  expect(lease).not.toHaveProperty('slot');
});

test('a Disconnect whose slot a later one took records nothing', () => {
  const later = { ...disconnecting, slot: { id: 'disconnect/5/2', until: NOW } };
  expect(write(later, recordDisconnect(disconnecting, RUN, 'confirmed'))).toBe('refused');
});
