import { expect, test } from '@jest/globals';
import { holds } from '../../shared/domain/condition.ts';
import type { Lease, LeaseIn } from '../../shared/domain/lease.ts';
import {
  claimRun,
  endRun,
  finishRevoke,
  isRunOf,
  restartRevocation,
  runIsMine,
} from '../../shared/domain/revocation.ts';
import { DAY, HELD, HOUR, leaseIn, MINUTE, NOON, REVOCATION, without } from '../support/leases.ts';
import { written } from '../support/written.ts';

const MINE = { revocationId: 5, runId: 'run-1' };
const NOW = NOON + MINUTE;
const UNTIL = NOW + 6 * MINUTE;
const unclaimed = leaseIn('revoking');
const claimed = leaseIn('revoking', { revocation: { ...REVOCATION, run: { id: 'run-1', until: UNTIL } } });
const of = (revocationId: number, runId: string, until = UNTIL) =>
  leaseIn('revoking', { revocation: { ...REVOCATION, id: revocationId, run: { id: runId, until } } });
const FAILURE = { ref: MINE, code: 'netbox-unavailable', detail: 'NetBox did not answer.', healing: true };

test('a run claims a revocation for six minutes, without a new version', () => {
  expect(written(unclaimed, claimRun(unclaimed, MINE, NOW))).toEqual(claimed);
  expect(claimed).toMatchObject({ version: 5, dueAt: UNTIL });
});

test('a run claims again what it owns, and owns it for longer', () => {
  expect(written(claimed, claimRun(claimed, MINE, NOW + 1))).toMatchObject({
    revocation: { run: { id: 'run-1', until: UNTIL + 1 } },
  });
});

test('a run is superseded where another owns the revocation', () => {
  expect(written(of(5, 'run-2'), claimRun(unclaimed, MINE, UNTIL))).toBe('refused');
});

test('a run takes a revocation from one that has overstayed', () => {
  expect(written(of(5, 'run-2'), claimRun(unclaimed, MINE, UNTIL + 1))).toMatchObject({
    revocation: { run: { id: 'run-1', until: UNTIL + 1 + 6 * MINUTE } },
  });
});

test('a run of an older revocation claims nothing', () => {
  const later = leaseIn('revoking', { revocation: { ...REVOCATION, id: 9 } });
  expect(written(later, claimRun(unclaimed, MINE, NOW))).toBe('refused');
});

test.each(['revoked', 'failed', 'active'] as const)('no run claims a lease that is %s', (state) => {
  expect(
    written({ ...leaseIn(state), revocation: REVOCATION } as Lease, claimRun(unclaimed, MINE, NOW)),
  ).toBe('refused');
});

test('a lease is of a run only where it is revoking, by this revocation, and by this run', () => {
  expect(isRunOf(claimed, MINE)).toBe(true);
  expect(isRunOf(undefined, MINE)).toBe(false);
  expect(isRunOf(leaseIn('revoked'), MINE)).toBe(false);
  expect(isRunOf(of(9, 'run-1'), MINE)).toBe(false);
  expect(isRunOf(of(5, 'run-2'), MINE)).toBe(false);
  expect(isRunOf(unclaimed, MINE)).toBe(false);
});

test('the fence of a run names its revocation and the run', () => {
  expect(holds(runIsMine(MINE), claimed)).toBe(true);
  expect(holds(runIsMine(MINE), of(9, 'run-1'))).toBe(false);
  expect(holds(runIsMine(MINE), of(5, 'run-2'))).toBe(false);
});

test('the end of a revocation drops the claim and writes the tenure, with the lease, in one', () => {
  const change = finishRevoke(claimed, MINE, NOW);
  const lease = written(claimed, change) as Lease;
  expect(lease).toMatchObject({ state: 'revoked', version: 6, revokedAt: NOW, revocation: REVOCATION });
  expect(lease).not.toHaveProperty('held');
  expect(lease).not.toHaveProperty('revocation.run');
  expect(change.claim).toEqual({
    write: 'drop',
    key: { space: HELD.space, cidr: HELD.cidr },
    netboxPrefixId: 42,
  });
  expect(change.tenure).toEqual({ ...HELD, tenant: 'acme', subscriber: 'line-1', epoch: 100, until: NOW });
  expect(change.next).toEqual(lease);
});

test.each([
  ['ends', (lease: LeaseIn<'revoking'>) => finishRevoke(lease, MINE, NOW)],
  ['fails', (lease: LeaseIn<'revoking'>) => endRun(lease, { ...FAILURE, healing: false }, NOW)],
])('a revocation that %s is planned no more', (_, end) => {
  const again = { ...claimed, revocation: { ...claimed.revocation, attempt: 1, retryAt: NOW } };
  const lease = written(again, end(again)) as Lease;
  expect(lease).toHaveProperty('revocation', { ...REVOCATION, attempt: 1 });
});

test.each([
  [{ quarantineSeconds: 90 }, 'quarantined', NOW + 90_000],
  [{ release: false }, 'withheld', NOW + DAY],
])('a prefix that was kept in NetBox (%j) keeps its claim, %s', (rule, state, dueAt) => {
  const lease = leaseIn('revoking', { revocation: { ...REVOCATION, ...rule } });
  expect(finishRevoke(lease, MINE, NOW).claim).toEqual({
    write: 'keep',
    key: { space: HELD.space, cidr: HELD.cidr },
    netboxPrefixId: 42,
    state,
    dueAt,
  });
});

test('a revocation of a lease that held nothing touches no claim and no ledger', () => {
  const change = finishRevoke(without(claimed, 'held'), MINE, NOW);
  expect(change).not.toHaveProperty('claim');
  expect(change).not.toHaveProperty('tenure');
});

test.each([
  ['another run has taken it', of(5, 'run-2')],
  ['it was asked for anew', of(9, 'run-1')],
  ['nobody owns it', unclaimed],
])('a run ends, postpones and fails nothing where %s', (_, stored) => {
  expect(written(stored, finishRevoke(claimed, MINE, NOW))).toBe('refused');
  expect(written(stored, endRun(claimed, FAILURE, NOW))).toBe('refused');
  expect(written(stored, endRun(claimed, { ...FAILURE, healing: false }, NOW))).toBe('refused');
});

test('a run that time may mend gives the revocation back with its reason, to be tried again later', () => {
  const lease = written(claimed, endRun(claimed, FAILURE, NOW)) as Lease;
  expect(lease).toMatchObject({
    state: 'revoking',
    version: 5,
    revocation: { attempt: 1, retryAt: NOW + 5 * MINUTE, reason: FAILURE.detail },
    dueAt: NOW + 5 * MINUTE,
  });
  expect(lease).not.toHaveProperty('revocation.run');
});

test('a revocation that is tried again asks the router again: by then there may be another session', () => {
  const gone = { ...claimed.revocation, disconnects: 1, disconnected: 'confirmed' as const };
  const lease = written({ ...claimed, revocation: gone }, endRun(claimed, FAILURE, NOW)) as Lease;
  expect(lease).toHaveProperty('revocation.disconnects', 1);
  expect(lease).not.toHaveProperty('revocation.disconnected');
});

test('the pauses of a revocation grow with its attempts', () => {
  const tried = { ...claimed, revocation: { ...claimed.revocation, attempt: 2 } };
  expect(written(tried, endRun(tried, FAILURE, NOW))).toMatchObject({
    revocation: { attempt: 3, retryAt: NOW + 20 * MINUTE },
  });
});

test.each([
  ['what time does not mend', false, NOW],
  ['a day without success', true, NOON + DAY],
])('%s fails the lease, the prefix still held', (_, healing, now) => {
  const change = endRun(claimed, { ...FAILURE, healing }, now);
  const lease = written(claimed, change) as Lease;
  expect(lease).toMatchObject({
    state: 'failed',
    version: 6,
    held: HELD,
    failure: { code: FAILURE.code, detail: FAILURE.detail, at: now },
    revocation: REVOCATION,
    dueAt: now + HOUR,
  });
  expect(lease).not.toHaveProperty('revocation.run');
  expect(change).not.toHaveProperty('claim');
});

test('a revocation is not given up before its day is over', () => {
  expect(endRun(claimed, FAILURE, NOON + DAY - 1).move).toBe('postponeRevocation');
});

test('a revocation is started again where no run owns it, under the same id and a new version', () => {
  const waiting = leaseIn('revoking', { revocation: { ...REVOCATION, attempt: 1, retryAt: NOW } });
  expect(written(waiting, restartRevocation(waiting, NOW))).toMatchObject({
    state: 'revoking',
    version: 6,
    revocation: { id: 5, attempt: 1, retryAt: NOW + 2 * MINUTE },
    dueAt: NOW + 2 * MINUTE,
  });
});

test('a revocation is taken from a run that overstayed, and from no other; the router is then asked anew', () => {
  const gone = leaseIn('revoking', { revocation: { ...claimed.revocation, disconnected: 'confirmed' } });
  expect(written(gone, restartRevocation(gone, UNTIL))).toBe('refused');
  const lease = written(gone, restartRevocation(gone, UNTIL + 1));
  expect(lease).toMatchObject({ state: 'revoking', dueAt: UNTIL + 1 + 2 * MINUTE });
  for (const part of ['run', 'disconnected']) expect(lease).not.toHaveProperty(`revocation.${part}`);
});

test('a revocation that ended or was asked for anew since it was read is not started again', () => {
  expect(
    written(leaseIn('revoking', { revocation: { ...REVOCATION, id: 9 } }), restartRevocation(unclaimed, NOW)),
  ).toBe('refused');
  expect(written(leaseIn('revoked'), restartRevocation(unclaimed, NOW))).toBe('refused');
});

test('a revocation that is started again is reported no sooner for it', () => {
  const reported = leaseIn('revoking', { reportAt: NOON + 3 * HOUR });
  expect(written(reported, restartRevocation(reported, NOW))).toHaveProperty('reportAt', NOON + 3 * HOUR);
});
