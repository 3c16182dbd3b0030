import { type Change, step, transition, unchanged } from './change.ts';
import { absent, all, equal, less } from './condition.ts';
import type { Failure, Lease, LeaseIn } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';

/** A lease was reported at `now`: it is reported again when as much time has passed as its state allows. */
export const reported = (lease: LeaseIn<'allocated' | 'revoking' | 'failed'>, now: number): Change => {
  const pause = {
    allocated: DEADLINES.allocated,
    revoking: DEADLINES.revocationReport,
    failed: DEADLINES.failed,
  };
  return step(lease, 'report', { set: { reportAt: now + pause[lease.state] }, fence: unchanged(lease) });
};

/**
 * The lease's deadline worked out anew. Writes that are not fenced by the version work theirs out from what they read,
 * so a step in between can leave one behind that has passed: the sweeper would meet that lease in every run.
 */
export const correctedDue = (lease: Lease): Change => {
  const { dueAt } = lease;
  const asRead = dueAt === undefined ? absent('dueAt') : equal('dueAt', dueAt);
  return step(lease, 'correctDue', { set: {}, fence: all(unchanged(lease), asRead) });
};

/** A lease that was revoked long ago is forgotten; the ledger keeps its history. */
export const purge = (lease: LeaseIn<'revoked'>, now: number): Change =>
  transition(lease, 'purge', {
    set: {},
    fence: all(unchanged(lease), less('revokedAt', now - DEADLINES.revoked + 1)),
  });

/**
 * An operator's word that a prefix in service is not as the table says; it stays held until it is revoked, and a CoA
 * that is under way is superseded.
 */
export const failByOperator = (
  lease: LeaseIn<'allocated' | 'active' | 'suspended'>,
  failure: Omit<Failure, 'at'>,
  now: number,
): Change =>
  transition(lease, 'fail', {
    set: { failure: { ...failure, at: now } },
    remove: ['authorization'],
    fence: unchanged(lease),
  });
