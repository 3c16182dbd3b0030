import { expireAllocation } from '../domain/allocation.ts';
import { abandonAuthorization } from '../domain/authorization.ts';
import type { Change } from '../domain/change.ts';
import { type Duty, dutiesOf } from '../domain/duties.ts';
import { isError } from '../domain/errors.ts';
import {
  type Authorization,
  heldBy,
  type Lease,
  type LeaseIn,
  type LeaseKey,
  type Orphans,
} from '../domain/lease.ts';
import { leaseMark } from '../domain/marker.ts';
import { checkedOrphans } from '../domain/orphans.ts';
import { restartRevocation } from '../domain/revocation.ts';
import { correctedDue, purge, reported } from '../domain/upkeep.ts';
import type { Deps } from './ports.ts';
import { removeOrphan } from './remove-orphan.ts';
import { startRevocation } from './start-revocation.ts';
import { AT_ONCE, type Pace, PUT_OFF } from './sweep-pace.ts';

type Visit = { lease: Lease; now: number; deps: Deps; pace: Pace };

const apply = async ({ deps }: Visit, change: Change): Promise<boolean> =>
  (await deps.leases.apply(change)).applied;

/** Looks at everything that NetBox has of this lease, and deletes what is nobody's. */
const checkOrphans = async (visit: Visit): Promise<boolean> => {
  const { lease, deps, now } = visit;
  const objects = await deps.netbox.findByLease(leaseMark(lease));
  // Each deletion that NetBox does not answer takes 20 s, and there may be three: one ends the look.
  for (const object of objects) if ((await removeOrphan(object, deps)) === 'unsure') return false;
  return apply(visit, checkedOrphans(lease, lease.orphans as Orphans, now));
};

const restart = async (visit: Visit): Promise<boolean> => {
  await visit.pace.turn();
  const lease = visit.lease as LeaseIn<'revoking'>;
  if (!(await apply(visit, restartRevocation(lease, visit.now)))) return false;
  await visit.deps.machine.start({
    tenantId: lease.tenant,
    subscriberId: lease.subscriber,
    revocationId: lease.revocation.id,
  });
  return true;
};

const abandon = async ({ lease, now, deps }: Visit): Promise<boolean> => {
  const { id } = lease.authorization as Authorization;
  const { applied } = await deps.leases.recordAuthorization(abandonAuthorization(lease, id, now));
  if (applied) deps.metrics.count('AuthorizationOutcome', { kind: 'coa', outcome: 'unknown' });
  return applied;
};

const REPORTS = {
  allocated: [
    'StaleLease',
    'has been allocated for more than a day and was never activated. Activate it, or revoke it.',
  ],
  revoking: ['RevocationStuck', 'is being revoked for more than an hour.'],
  failed: ['HeldByFailedLease', 'is held by a failed lease. Revoke it.'],
} as const;

const isTakenAway = async ({ lease, deps }: Visit): Promise<boolean> => {
  if (lease.state !== 'allocated') return false;
  const pools = await deps.inventory.listPools(lease.tenant);
  return pools.find(({ netboxPoolId }) => netboxPoolId === lease.held.poolId)?.stalePolicy === 'revoke';
};

/** The write is fenced by the version: who activated the lease meanwhile was right. */
const takeAway = async ({ lease, deps, pace }: Visit): Promise<boolean> => {
  await pace.turn();
  const key = { tenant: lease.tenant, subscriber: lease.subscriber };
  const ifMatch = lease.version;
  try {
    await startRevocation({ key, session: {}, sendDisconnect: false, releaseToNetbox: true, ifMatch }, deps);
    return true;
  } catch (error) {
    if (isError(error, 'precondition-failed')) return false;
    throw error;
  }
};

const report = async (visit: Visit): Promise<boolean> => {
  const lease = visit.lease as LeaseIn<'allocated' | 'revoking' | 'failed'>;
  const { deps, now } = visit;
  const [metric, what] = REPORTS[lease.state];
  deps.metrics.count(metric, { tenant: lease.tenant });
  deps.log(
    'warn',
    `The prefix ${heldBy(lease)?.cidr ?? '(none)'} of subscriber ${lease.subscriber} ${what}`,
    {
      tenant: lease.tenant,
      subscriber: lease.subscriber,
      state: lease.state,
      version: lease.version,
      ...(lease.state === 'revoking' ? { reason: lease.revocation.reason } : {}),
    },
  );
  return (await isTakenAway(visit)) ? takeAway(visit) : apply(visit, reported(lease, now));
};

const perform = (duty: Duty, visit: Visit): Promise<boolean> => {
  switch (duty) {
    case 'expireAllocation':
      return apply(visit, expireAllocation(visit.lease as LeaseIn<'pending'>, visit.now));
    case 'checkOrphans':
      return visit.pace.ask(() => checkOrphans(visit));
    case 'restartRevocation':
      return restart(visit);
    case 'abandonAuthorization':
      return abandon(visit);
    case 'report':
      return report(visit);
    case 'purge':
      return apply(visit, purge(visit.lease as LeaseIn<'revoked'>, visit.now));
    case 'correctDue':
      return apply(visit, correctedDue(visit.lease));
  }
};

/** False where somebody else was right. A failure is kept: the other duties do not wait for it. */
const attempt = async (duty: Duty, visit: Visit, failures: Map<Duty, unknown>): Promise<boolean> => {
  try {
    return await perform(duty, visit);
  } catch (error) {
    failures.set(duty, error);
    return true;
  }
};

/** The duties that were done; throws what one failed with, and `PUT_OFF` where all that was due was put off. */
const outcomeOf = (tried: readonly Duty[], failures: ReadonlyMap<Duty, unknown>): Duty[] => {
  for (const error of failures.values()) if (error !== PUT_OFF) throw error;
  const done = tried.filter((duty) => !failures.has(duty));
  if (done.length === 0 && failures.size > 0) throw PUT_OFF;
  return done;
};

/**
 * Does what is due of one lease, each duty on the lease as then read. A refused write means that somebody else was
 * right, and ends the visit: the next sweep sees what is left. A duty that fails does not stop the others: a revocation
 * that is stuck is reported although NetBox, which its orphan check asks, is away. NetBox is asked at the `pace` of the
 * sweep. Answers the duties that were done; throws what the first one to fail threw, and `PUT_OFF` where all were put off.
 */
export const sweepLease = async (key: LeaseKey, deps: Deps, pace: Pace = AT_ONCE): Promise<Duty[]> => {
  const tried: Duty[] = [];
  const failures = new Map<Duty, unknown>();
  for (;;) {
    const now = deps.clock();
    const lease = await deps.leases.read(key);
    const duty = lease && dutiesOf(lease, now).find((each) => !tried.includes(each));
    if (lease === undefined || duty === undefined) break;
    if (!(await attempt(duty, { lease, now, deps, pace }, failures))) break;
    tried.push(duty);
  }
  return outcomeOf(tried, failures);
};
