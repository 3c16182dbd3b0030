import { type Chance, decidingBy } from './chance.ts';
import { type Coverage, emptyCoverage } from './coverage.ts';
import { weatherWithout } from './fates.ts';
import type { Pair } from './pairs.ts';
import { settingOf } from './plan.ts';
import { finish, makeWorld, type Outcome, type Run } from './schedule.ts';
import type { Violation } from './world.ts';

/** A place where something was decided, and how many ways there were. */
type Place = { ways: number; of: 'turn' | 'strike' | 'other' };

/** Decides by a few exceptions to the plainest, by place; notes what could be decided at each. */
const exceptional = (exceptions: ReadonlyMap<number, number>): { chance: Chance; places: Place[] } => {
  const places: Place[] = [];
  const next = (ways: number, of: Place['of']): number => {
    places.push({ ways, of });
    return exceptions.get(places.length - 1) ?? 0;
  };
  return { places, chance: decidingBy(next) };
};

const PLAIN: Chance = decidingBy(() => 0);

/** Anything above nothing: what happens is decided, and not drawn. */
const PER_MILLE = 8;

/** One meeting of a pair. Faults may happen to any call; the decisions say to which. */
const meet = async (pair: Pair, run: Run): Promise<Outcome> => {
  const plain = settingOf(PLAIN);
  const subscribers = pair.births.map((birth, index) => ({
    tenant: 'acme',
    subscriber: `sub-${index + 1}`,
    birth,
  }));
  const never = { from: 0, until: 0 };
  const world = makeWorld(
    {
      ...plain,
      subscribers,
      pool: { ...plain.pool, quarantineSeconds: pair.quarantineSeconds },
      modelPool: { ...plain.modelPool, children: plain.modelPool.children.slice(0, 2) },
      troubles: {
        perMille: PER_MILLE,
        weather: weatherWithout(() => false),
        calm: false,
        netboxDown: never,
        nasDown: never,
      },
    },
    run,
  );
  const keys = subscribers.map(({ tenant, subscriber }) => ({ tenant, subscriber }));
  world.scheduler.at(world.scheduler.now(), () => pair.begin(world, keys));
  return finish(world);
};

/** How a pair went: every one of its schedules, or the first that broke an invariant. */
export type PairFound = {
  pair: string;
  schedules: number;
  broken: { violation: Violation; trace: string[] } | undefined;
};

/** What may still differ from the plainest. */
type Budget = { turns: number; strikes: number; others: number };

/** Every order of two turns without a fault, of one with every fault at every call, and each way that a fault takes. */
const BUDGETS: readonly Budget[] = [
  { turns: 2, strikes: 0, others: 0 },
  { turns: 1, strikes: 1, others: 1 },
];

type Hunt = { pair: Pair; coverage: Coverage; found: PairFound; most: number };
type Node = { exceptions: ReadonlyMap<number, number>; from: number; left: Budget };

const spent = (left: Budget, of: Place['of']): Budget => ({
  turns: left.turns - (of === 'turn' ? 1 : 0),
  strikes: left.strikes - (of === 'strike' ? 1 : 0),
  others: left.others - (of === 'other' ? 1 : 0),
});

const isAffordable = ({ turns, strikes, others }: Budget): boolean =>
  turns >= 0 && strikes >= 0 && others >= 0;

const tell = async (hunt: Hunt, exceptions: ReadonlyMap<number, number>): Promise<void> => {
  const { chance } = exceptional(exceptions);
  const { trace, violation } = await meet(hunt.pair, { chance, coverage: emptyCoverage(), traced: true });
  if (violation !== undefined) hunt.found.broken = { violation, trace };
};

const isOver = ({ found, most }: Hunt): boolean => found.broken !== undefined || found.schedules >= most;

const branches = ({ exceptions, from, left }: Node, places: readonly Place[]): Node[] =>
  places.flatMap(({ ways, of }, place) => {
    const rest = spent(left, of);
    if (place < from || !isAffordable(rest)) return [];
    return Array.from({ length: ways - 1 }, (_, way) => ({
      exceptions: new Map([...exceptions, [place, way + 1]]),
      from: place + 1,
      left: rest,
    }));
  });

/** This schedule, and all that differ from it in later decisions. */
const explore = async (hunt: Hunt, node: Node): Promise<void> => {
  if (isOver(hunt)) return;
  const { chance, places } = exceptional(node.exceptions);
  const { violation } = await meet(hunt.pair, { chance, coverage: hunt.coverage });
  hunt.found.schedules += 1;
  if (violation !== undefined) await tell(hunt, node.exceptions);
  for (const branch of branches(node, places)) await explore(hunt, branch);
};

/** Runs every schedule of a pair within its budgets, at most so many; the first that breaks an invariant ends it. */
export const explorePair = async (
  pair: Pair,
  coverage: Coverage,
  most = Number.POSITIVE_INFINITY,
): Promise<PairFound> => {
  const found: PairFound = { pair: pair.name, schedules: 0, broken: undefined };
  for (const left of BUDGETS) {
    await explore({ pair, coverage, found, most }, { exceptions: new Map(), from: 0, left });
  }
  return found;
};
