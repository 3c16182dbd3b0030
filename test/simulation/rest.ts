import type { Lease } from '../../shared/domain/lease.ts';
import { startReconciliation, startSweep, tickAfter } from './sweeps.ts';
import { violate, type World } from './world.ts';

/** A revocation is given up after a day; the rest is over long before. */
const MOST_MILLISECONDS = 30 * 3_600_000;
const MOST_SWEEPS = 80;

const isMoving = (lease: Lease): boolean =>
  lease.state === 'revoking' ||
  (lease.state === 'pending' && lease.intent !== undefined) ||
  lease.orphans !== undefined ||
  lease.authorization?.status === 'queued' ||
  lease.authorization?.status === 'sending';

/** The deadlines of all that has not come to rest; undefined where everything has. */
const moving = ({ rows }: World): { who: string; dueAt: number | undefined }[] => {
  const found: { who: string; dueAt: number | undefined }[] = [];
  for (const lease of rows.leases.values()) {
    if (isMoving(lease)) found.push({ who: `${lease.subscriber} (${lease.state})`, dueAt: lease.dueAt });
  }
  for (const { cidr, state, dueAt } of rows.claims.values()) {
    if (state === 'reserved' || state === 'quarantined')
      found.push({ who: `claim of ${cidr} (${state})`, dueAt });
  }
  return found;
};

const earliest = (all: readonly { dueAt: number | undefined }[]): number =>
  all.reduce(
    (least, { dueAt }) => Math.min(least, dueAt ?? Number.POSITIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );

/** Sweeps, with nothing going wrong any more, until everything is at rest; too long is a violation. */
export const comeToRest = async (world: World): Promise<void> => {
  const { scheduler, troubles } = world;
  troubles.calm = true;
  await scheduler.run();
  const begun = scheduler.now();
  for (let sweeps = 0; world.violation === undefined; sweeps++) {
    const restless = moving(world);
    if (restless.length === 0) return;
    const due = earliest(restless);
    if (due - begun > MOST_MILLISECONDS || sweeps > MOST_SWEEPS) {
      const who = restless.map((each) => each.who).join(', ');
      violate(world, 'every lease comes to rest', `${who} after ${sweeps} sweeps, due at ${due - begun} ms`);
      return;
    }
    await scheduler.run(tickAfter(Math.max(due, scheduler.now() + 1)));
    startSweep(world);
    await scheduler.run();
  }
};

/** The nightly reconciliation, after everything else. */
export const reconcile = async (world: World): Promise<void> => {
  startReconciliation(world);
  await world.scheduler.run();
};
