import type { Lease, LeaseIn } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';

const DAY = 24 * 60 * 60_000;
const TWO_IN_THE_MORNING = 2 * 60 * 60_000;

/** The first 02:00 UTC at or after a time: when the daily sweep purges. */
const nightAfter = (time: number): number =>
  Math.ceil((time - TWO_IN_THE_MORNING) / DAY) * DAY + TWO_IN_THE_MORNING;

/** An intent that was resumed late is its caller's for a while yet. */
const pendingDue = ({ intent }: LeaseIn<'pending'>): (number | undefined)[] =>
  intent === undefined ? [] : [Math.max(intent.begunAt + DEADLINES.pending, intent.until)];

/** When a revocation that no run works on is started again, or when the run that owns it has overstayed. */
export const revocationDue = ({ revocation }: LeaseIn<'revoking'>): number =>
  revocation.run?.until ?? revocation.retryAt ?? revocation.askedAt + DEADLINES.revocationStart;

/** When a lease that stays where it is is reported, for the states that are; undefined for the others. */
export const reportDue = (lease: Lease): number | undefined => {
  switch (lease.state) {
    case 'allocated':
      return lease.reportAt ?? lease.allocatedAt + DEADLINES.allocated;
    case 'revoking':
      return lease.reportAt ?? lease.revocation.askedAt + DEADLINES.revocationReport;
    case 'failed':
      return lease.held === undefined ? undefined : (lease.reportAt ?? lease.failure.at + DEADLINES.failed);
    default:
      return undefined;
  }
};

/** When a revoked lease is purged. */
export const purgeDue = (lease: LeaseIn<'revoked'>): number =>
  nightAfter(lease.revokedAt + DEADLINES.revoked);

const stateDue = (lease: Lease): (number | undefined)[] => {
  switch (lease.state) {
    case 'pending':
      return pendingDue(lease);
    case 'revoking':
      return [revocationDue(lease), reportDue(lease)];
    case 'revoked':
      return [purgeDue(lease)];
    default:
      return [reportDue(lease)];
  }
};

/** When an authorization that is under way becomes unknown; undefined where none is. */
export const authorizationDue = ({ authorization }: Lease): number | undefined =>
  authorization !== undefined && (authorization.status === 'queued' || authorization.status === 'sending')
    ? authorization.askedAt + DEADLINES.authorization
    : undefined;

/** The earliest deadline of a lease (epoch milliseconds), or undefined where it may rest for ever. */
export const nextDue = (lease: Lease): number | undefined => {
  const due = [...stateDue(lease), lease.orphans?.next, authorizationDue(lease)];
  return due.reduce(
    (least, each) => (each !== undefined && (least === undefined || each < least) ? each : least),
    undefined,
  );
};
