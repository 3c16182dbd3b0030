import { emptyRows } from '../support/memory-rows.ts';
import { giveBirth } from './births.ts';
import { busRules, overTheBus } from './bus.ts';
import type { Chance } from './chance.ts';
import type { Coverage } from './coverage.ts';
import { startExecution } from './machine.ts';
import { nasModel } from './nas-model.ts';
import { netboxModel } from './netbox-model.ts';
import { joinParty } from './parties.ts';
import { type Setting, settingOf } from './plan.ts';
import { judgePromises } from './promises.ts';
import { comeToRest, reconcile } from './rest.ts';
import { scheduler } from './scheduler.ts';
import { streamConsumers } from './stream.ts';
import { sweepRegularly } from './sweeps.ts';
import type { Theme } from './themes.ts';
import { judgeAll, judgeObjects, unheldObjects } from './verdicts.ts';
import { type Plant, START, type Violation, violate, type World } from './world.ts';

/** What a schedule came to. `virtual` is in milliseconds. */
export type Outcome = { violation: Violation | undefined; virtual: number; steps: number; trace: string[] };

/** How a schedule is run: what decides, what notes what was seen, what a test has planted, and whether it is told. */
export type Run = {
  chance: Chance;
  coverage: Coverage;
  plant?: Plant;
  theme?: Theme;
  traced?: boolean;
  /** Port calls after which a schedule is taken for one that does not end. */
  mostSteps?: number;
  /** Milliseconds that a port call takes. */
  step?: number;
};

/** No honest schedule takes so many steps. */
const MOST_STEPS = 20_000;
const STEP = 10;
const NOBODY: ReadonlySet<number> = new Set();

const grant = (world: World, { tenants, pool, nas }: Setting): void => {
  for (const tenant of tenants) {
    world.rows.tenants.add(tenant);
    world.rows.pools.set(`${tenant}#${pool.netboxPoolId}`, { tenant, pool });
    world.rows.nas.set(`${tenant}#${nas.ip}`, { tenant, nas });
  }
  const entry = { cidr: pool.cidr, length: pool.length, tenants };
  world.rows.registries.set(pool.space, {
    space: pool.space,
    version: 1,
    pools: { [pool.netboxPoolId]: entry },
  });
};

const nothing = (): void => undefined;

/** A world in which nobody has acted yet. */
export const makeWorld = (
  setting: Setting,
  { chance, coverage, plant = {}, traced, mostSteps = MOST_STEPS, step = STEP }: Run,
): World => {
  const world: World = {
    chance,
    scheduler: scheduler({
      start: START,
      step,
      pick: (count) => {
        world.steps += 1;
        if (world.steps > mostSteps) violate(world, 'a schedule ends', `it took ${mostSteps} steps`);
        return chance.turn(count);
      },
    }),
    rows: emptyRows(),
    netbox: netboxModel([setting.modelPool], setting.etags),
    nas: nasModel(nothing),
    theme: setting.theme,
    pool: setting.pool,
    children: setting.modelPool.children,
    fed: [],
    others: new Set(),
    troubles: setting.troubles,
    plant,
    coverage,
    steps: 0,
    writeId: '',
    ids: 0,
    published: [],
    acknowledged: [],
    gone: new Map(),
    coas: new Map(),
    begun: new Map(),
    strays: new Set(),
    deadLetters: 0,
    violation: undefined,
    trace: traced ? [] : undefined,
    startMachine: (ref) => startExecution(world, ref),
    route: (event) => route(event),
    streamed: () => streamed(),
  };
  const route = busRules(world);
  const streamed = streamConsumers(world);
  world.nas.habit = setting.habit;
  grant(world, setting);
  for (const [index, { birth, ...key }] of setting.subscribers.entries()) {
    giveBirth(world, key, { birth, pool: setting.pool, cidr: world.children[index] as string });
  }
  return world;
};

/** The revocations that began before the schedule: their event is on the bus. */
const resumeRevocations = (world: World): void => {
  for (const lease of world.rows.leases.values()) {
    if (lease.state !== 'revoking') continue;
    const ref = { tenantId: lease.tenant, subscriberId: lease.subscriber, revocationId: lease.revocation.id };
    overTheBus(world, `PrefixRevocationStarted ${lease.subscriber}`, () => world.startMachine(ref));
  }
};

/** Runs what was prepared: while things go wrong, then until everything is at rest, then through the night. */
export const finish = async (world: World): Promise<Outcome> => {
  sweepRegularly(world);
  await world.scheduler.run();
  if (world.violation === undefined) await comeToRest(world);
  if (world.violation === undefined) judgeAll(world);
  if (world.violation === undefined) judgePromises(world);
  if (world.violation === undefined && unheldObjects(world, NOBODY).length > 0) {
    await reconcile(world);
    judgeObjects(world, NOBODY);
  }
  return {
    violation: world.violation,
    virtual: world.scheduler.now() - START,
    steps: world.steps,
    trace: world.trace ?? [],
  };
};

/** One schedule: all of it follows from what `chance` decides. */
export const runSchedule = (run: Run): Promise<Outcome> => {
  const setting = settingOf(run.chance, run.theme);
  const world = makeWorld(setting, run);
  resumeRevocations(world);
  const keys = setting.subscribers.map(({ tenant, subscriber }) => ({ tenant, subscriber }));
  const parties = 1 + run.chance.weighted(setting.theme.crowd);
  for (let party = 0; party < parties; party++) joinParty(world, keys);
  return finish(world);
};
