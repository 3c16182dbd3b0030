import { SWEEP_LIMIT } from '../../shared/usecases/sweep-pace.ts';
import { outageFaults, type Stretch, stretchOf, together } from '../support/outage-figures.ts';
import type { Chance } from './chance.ts';
import { emptyCoverage } from './coverage.ts';
import { weatherWithout } from './fates.ts';
import { overTheWire, type Reach, type Wire } from './outage-wire.ts';
import { command } from './parties.ts';
import { type Setting, settingOf } from './plan.ts';
import { makeWorld } from './schedule.ts';
import { sweepRegularly } from './sweeps.ts';
import { LIFE, type Theme } from './themes.ts';
import { START, type Violation, type World } from './world.ts';

/** What reached NetBox in two hours of virtual time, and what was broken by it. */
export type SimulatedOutage = { stretches: Stretch[]; faults: string[]; violation: Violation | undefined };

const MINUTE = 60_000;
const SECONDS = 60;
/** Five commands a second, on leases enough that most commands find one at rest. */
const PAUSE = 200;
const SUBSCRIBERS = 2_000;
const MOST_STEPS = 2_000_000;
const MOST_AT_ONCE = 1.5;

type Phase = { name: string; minutes: number; reach: Reach };

/** After the outage, until the last orphan of its allocations has been looked for (an hour after they began). */
const PHASES: readonly Phase[] = [
  { name: 'normal load', minutes: 15, reach: 'open' },
  { name: 'outage, connections refused', minutes: 15, reach: 'refusing' },
  { name: 'outage, no answer', minutes: 15, reach: 'hanging' },
  { name: 'after the outage', minutes: 75, reach: 'open' },
];

/** A provider's day: prefixes are asked for and given back, and nobody asks the router. */
const LOAD: Theme = { ...LIFE, name: 'load', commands: [4, 4, 2, 0, 0], asking: 0 };

const hex = (number: number): string => number.toString(16);

const settingFor = (chance: Chance): Setting => {
  const never = { from: 0, until: 0 };
  const drawn = settingOf(chance, LOAD);
  const children = Array.from(
    { length: 2 * SUBSCRIBERS },
    (_, n) => `2001:db8:${hex(n >> 8)}:${hex((n & 255) << 8)}::/56`,
  );
  return {
    ...drawn,
    tenants: ['acme'],
    subscribers: Array.from({ length: SUBSCRIBERS }, (_, n) => ({
      tenant: 'acme',
      subscriber: `sub-${n + 1}`,
      birth: n % 2 === 0 ? 'active' : 'none',
    })),
    pool: { ...drawn.pool, cidr: '2001:db8::/32', quarantineSeconds: 300 },
    modelPool: { id: drawn.pool.netboxPoolId, cidr: '2001:db8::/32', children },
    habit: 'honest',
    troubles: {
      perMille: 0,
      weather: weatherWithout(() => false),
      calm: false,
      netboxDown: never,
      nasDown: never,
    },
  };
};

/** When a phase begins, in minutes from the start; the end of the last is the beginning of what would follow. */
const beginning = (index: number): number =>
  PHASES.slice(0, index).reduce((sum, { minutes }) => sum + minutes, 0);

const reachAt = (time: number): Reach => {
  const minute = (time - START) / MINUTE;
  return PHASES.findLast((_, index) => beginning(index) <= minute)?.reach ?? 'open';
};

const arrivals = (world: World, { subscribers }: Setting): void => {
  const end = START + beginning(PHASES.length) * MINUTE;
  const arrive = (): void => {
    const key = subscribers[world.chance.below(subscribers.length)] as Setting['subscribers'][number];
    command(world, { tenant: key.tenant, subscriber: key.subscriber }, 1);
    const next = world.scheduler.now() + 2 * world.chance.below(PAUSE);
    if (next < end) world.scheduler.at(next, arrive);
  };
  world.scheduler.at(START, arrive);
};

/**
 * A steady load on the real use cases and the real retry layer, with NetBox away for half an hour of it: how often it is
 * called then, and when it is back. A port call takes no time but what NetBox takes: a clock that moved with each of them
 * would hold a stampede to its own pace. All of it follows from what `chance` decides.
 */
export const simulateOutage = async (
  chance: Chance,
  overWire: typeof overTheWire = overTheWire,
): Promise<SimulatedOutage> => {
  const wire: Wire = { requests: [], reachAt };
  const setting = settingFor(chance);
  const plant = { deps: overWire(wire) };
  const world = makeWorld(setting, {
    chance,
    coverage: emptyCoverage(),
    plant,
    mostSteps: MOST_STEPS,
    step: 0,
  });
  arrivals(world, setting);
  sweepRegularly(world, SWEEP_LIMIT);
  await world.scheduler.run();
  const stretches = PHASES.map(({ name, minutes }, index) => {
    const from = START + beginning(index) * MINUTE;
    return stretchOf(wire.requests, { name, from, seconds: minutes * SECONDS });
  });
  const [normal, refused, hung, after] = stretches as [Stretch, Stretch, Stretch, Stretch];
  const outage = together([refused, hung]);
  const faults = outageFaults({ normal, outage, after }, { mostAtOnce: MOST_AT_ONCE });
  return { stretches: [normal, refused, hung, outage, after], faults, violation: world.violation };
};
