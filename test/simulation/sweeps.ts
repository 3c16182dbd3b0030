import { WORK_FUNCTIONS } from '../../infra/function-list.ts';
import { LAST_ITEM_MILLISECONDS } from '../../shared/adapters/lambda/schedule-handlers.ts';
import { reconcileInventory } from '../../shared/usecases/reconcile-inventory.ts';
import { sweepOverdue } from '../../shared/usecases/sweep-overdue.ts';
import type { Actor, End } from './actor.ts';
import { depsFor } from './deps.ts';
import { judgeThrown } from './thrown.ts';
import { START, violate, type World } from './world.ts';

const LIMIT = 1_000 * WORK_FUNCTIONS.sweepOverdue.timeoutSeconds;
/** So small that things are left for the next run. */
const ITEMS = 2;
/** What one look at something may cost: its duties, each with its reads, its looks at objects and its write. */
const CALLS_FOR_LOOK = 10;
const FIVE_MINUTES = 5 * 60_000;

/** The first time at or after this one at which the schedule starts a sweep. */
export const tickAfter = (time: number): number =>
  START + Math.ceil((time - START) / FIVE_MINUTES) * FIVE_MINUTES;

const start = (
  world: World,
  named: { name: string; file: string },
  body: (actor: Actor) => Promise<unknown>,
): void => {
  const tell = (end: End): void => judgeThrown(world, named.name, end);
  world.scheduler.start({ ...named, scope: undefined, thaws: true, limit: LIMIT, tell }, body);
};

const SWEEPER = { name: 'sweeper', file: 'sweep-overdue.ts' };
const RECONCILIATION = { name: 'reconciliation', file: 'reconcile-inventory.ts' };

/** One run of the sweeper, which looks at so many items. */
export const startSweep = (world: World, items = ITEMS): void =>
  start(world, SWEEPER, async (actor) => {
    const bounds = { deadline: actor.until - LAST_ITEM_MILLISECONDS, limit: items };
    const { seen, done } = await sweepOverdue(bounds, depsFor(world, actor));
    if (done > items || actor.calls > CALLS_FOR_LOOK * (1 + seen)) {
      violate(world, 'the work of a sweep is bounded', `${actor.calls} calls, ${done} done of ${items}`);
    }
  });

/** The nightly reconciliation. */
export const startReconciliation = (world: World): void =>
  start(world, RECONCILIATION, (actor) =>
    reconcileInventory({ deadline: actor.until - LAST_ITEM_MILLISECONDS }, depsFor(world, actor)),
  );

/** Whether a sweep would find anything. */
const isAnythingDue = ({ rows, scheduler }: World): boolean => {
  const now = scheduler.now();
  for (const { dueAt } of rows.leases.values()) if (dueAt !== undefined && dueAt <= now) return true;
  for (const { dueAt } of rows.claims.values()) if (dueAt !== undefined && dueAt <= now) return true;
  return false;
};

/** A sweep every five minutes, for as long as anything else is to come; one that would find nothing costs nothing. */
export const sweepRegularly = (world: World, items = ITEMS): void => {
  const tick = (): void => {
    if (isAnythingDue(world)) startSweep(world, items);
    if (!world.scheduler.isQuiet()) world.scheduler.at(tickAfter(world.scheduler.now() + 1), tick);
  };
  world.scheduler.at(tickAfter(world.scheduler.now() + 1), tick);
};
