import { countsOfAll, countsOfExecutions } from './counts.ts';
import type { Invocation } from './meter.ts';
import { LIFECYCLE, OPERATIONS, type Operation } from './operations.ts';
import { type Counts, sumOf, times } from './prices.ts';
import { post, type Step, stepsOf } from './steps.ts';
import { type Seen, startWorld, type World } from './world.ts';

/** What an operation costs, and which functions it called how often. */
export type LedgerRow = {
  operation: Operation;
  counts: Counts;
  calls: Readonly<Record<string, number>>;
  /** Write units of the request itself: of the function that the caller waits for. */
  ownWriteUnits: number;
};

/** The ledger, and every metric that was written while it was made, each by name and dimensions. */
export type Ledger = { rows: readonly LedgerRow[]; metrics: readonly string[] };

/** What a whole lifecycle costs. */
export const lifecycleOf = ({ rows }: Ledger): Counts =>
  sumOf(LIFECYCLE.map((operation) => rows.find((row) => row.operation === operation)?.counts ?? {}));

const HOUR_MS = 3_600_000;
/** As many leases do the same at once as records fit into a batch when ten lifecycles a second go on. */
const CROWD = 10;

const callsOf = (invocations: readonly Invocation[]): Record<string, number> => {
  const calls: Record<string, number> = {};
  for (const { entry } of invocations) calls[entry] = (calls[entry] ?? 0) + 1;
  return calls;
};

/** The share that one of a crowd has in the calls of functions whose batches are gathered, by the transition. */
type Shares = Readonly<Record<string, Counts>>;

const isGathered = ({ deployment }: World, { entry }: Invocation): boolean =>
  deployment.functions.get(entry)?.isGathered === true;

const measureShares = async (world: World): Promise<Shares> => {
  if (![...world.deployment.functions.values()].some((one) => one.isGathered)) return {};
  const names = Array.from({ length: CROWD }, (_, index) => `crowd-${index}`);
  const shares: Record<string, Counts> = {};
  for (const action of ['allocate', 'activate', 'suspend', 'resume', 'revoke']) {
    const all = () => Promise.all(names.map((name) => post(name, action)(world)));
    const gathered = await world.watchGathered(all, action === 'revoke' ? CROWD : 0);
    shares[action] = times(1 / CROWD, countsOfAll(gathered, world.deployment));
  }
  return shares;
};

const priced = (world: World, { invocations, executions }: Seen): Counts =>
  sumOf([
    countsOfAll(invocations, world.deployment),
    countsOfExecutions(executions, invocations, world.deployment),
  ]);

/** `counted` takes the place of what the gathered functions did for this operation alone. */
const rowOf = (world: World, step: Step & { counted?: Counts | undefined }, seen: Seen): LedgerRow => {
  const share = step.counted;
  const invocations = share ? seen.invocations.filter((one) => !isGathered(world, one)) : seen.invocations;
  return {
    operation: step.operation,
    counts: sumOf([priced(world, { ...seen, invocations }), share ?? {}, step.more ?? {}]),
    calls: callsOf(invocations),
    ownWriteUnits: seen.invocations[0]?.writeUnits ?? 0,
  };
};

/** A pass of the sweeper that finds nothing, and what one lease more adds: an allocation that nobody activated. */
const measureSweep = async (world: World): Promise<LedgerRow[]> => {
  const sweep = () => world.runtime.fireSchedule('SweepOverdueSchedule');
  await post('late', 'allocate')(world);
  await world.runtime.idle();
  const nothing = await world.watch(sweep);
  const now = Date.now;
  Date.now = () => now() + 25 * HOUR_MS;
  try {
    const late = await world.watch(sweep);
    const more = sumOf([priced(world, late), times(-1, priced(world, nothing))]);
    return [
      rowOf(world, { operation: 'sweep', act: sweep }, nothing),
      {
        operation: 'sweep, for each lease that is due',
        counts: more,
        calls: {},
        ownWriteUnits: more.writeUnits ?? 0,
      },
    ];
  } finally {
    Date.now = now;
  }
};

/**
 * Functions read secrets at their first call, and not at every one: these are done once before anything is counted. The
 * last leaves nothing behind that the sweeper would find.
 */
const READS_SECRETS: readonly Operation[] = [
  'allocate',
  'activate with CoA',
  'revoke with Disconnect',
  'provisioned by an event',
  'revoke',
];

const measureSteps = async (world: World): Promise<Ledger> => {
  for (const { operation, act } of stepsOf('warm-1', 'warm-2')) {
    if (READS_SECRETS.includes(operation)) await world.watch(() => act(world));
  }
  const shares = await measureShares(world);
  const metrics = new Set<string>();
  const rows: LedgerRow[] = [];
  for (const step of stepsOf('line-1', 'line-2')) {
    const seen = await world.watch(() => step.act(world));
    for (const metric of seen.invocations.flatMap((one) => one.metrics)) metrics.add(metric);
    rows.push(rowOf(world, { ...step, counted: shares[step.share ?? ''] }, seen));
  }
  return { rows, metrics: [...metrics].toSorted() };
};

/**
 * Takes subscribers through every operation in the local runtime and counts what each sets in motion, one after the
 * other: no batch of the stream has more than one operation in it, but for functions whose batches are gathered.
 */
export const measureLedger = async (): Promise<Ledger> => {
  const world = await startWorld();
  try {
    const { rows, metrics } = await measureSteps(world);
    const all = [...rows, ...(await measureSweep(world))];
    const place = ({ operation }: LedgerRow): number => OPERATIONS.indexOf(operation);
    return { rows: all.toSorted((a, b) => place(a) - place(b)), metrics };
  } finally {
    await world.close();
  }
};
