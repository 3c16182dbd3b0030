import { type Change, step, transition, unchanged } from './change.ts';
import { all, less } from './condition.ts';
import type { Failure, LeaseIn } from './lease.ts';
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

/** A lease that was revoked long ago is forgotten; the ledger keeps its history. */
export const purge = (lease: LeaseIn<'revoked'>, now: number): Change =>
  transition(lease, 'purge', {
    set: {},
    fence: all(unchanged(lease), less('revokedAt', now - DEADLINES.revoked + 1)),
  });

/** An operator's word that a prefix in service is not as the table says; it stays held until it is revoked. */
export const failByOperator = (
  lease: LeaseIn<'allocated' | 'active' | 'suspended'>,
  failure: Omit<Failure, 'at'>,
  now: number,
): Change =>
  transition(lease, 'fail', { set: { failure: { ...failure, at: now } }, fence: unchanged(lease) });
