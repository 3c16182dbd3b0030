import type { Lease } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';
import { authorizationDue, nextDue, purgeDue, reportDue, revocationDue } from './next-due.ts';

/** What the sweeper has to do about a lease. */
export type Duty =
  | 'expireAllocation'
  | 'checkOrphans'
  | 'restartRevocation'
  | 'abandonAuthorization'
  | 'report'
  | 'purge'
  | 'correctDue';

const isPast = (time: number | undefined, now: number): boolean => time !== undefined && time <= now;

const isDue: Record<Duty, (lease: Lease, now: number) => boolean> = {
  expireAllocation: (lease, now) =>
    lease.state === 'pending' &&
    lease.intent !== undefined &&
    lease.intent.until < now &&
    isPast(lease.intent.begunAt + DEADLINES.pending, now),
  restartRevocation: (lease, now) => lease.state === 'revoking' && isPast(revocationDue(lease), now),
  abandonAuthorization: (lease, now) => isPast(authorizationDue(lease), now),
  checkOrphans: (lease, now) => isPast(lease.orphans?.next, now),
  report: (lease, now) => isPast(reportDue(lease), now),
  purge: (lease, now) =>
    lease.state === 'revoked' && isPast(purgeDue(lease), now) && !isPast(lease.orphans?.next, now),
  correctDue: (lease, now) => isPast(lease.dueAt, now) && !isPast(nextDue(lease), now),
};

/** The duties that are due of a lease, in the order in which they are done: what moves it on before what reports it. */
export const dutiesOf = (lease: Lease, now: number): Duty[] =>
  (Object.keys(isDue) as Duty[]).filter((duty) => isDue[duty](lease, now));
