import { WORK_FUNCTIONS } from '../../infra/function-list.ts';
import type { Deps, LeaseRecord } from '../../shared/usecases/ports.ts';
import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { publishLifecycleEvents } from '../../shared/usecases/publish-lifecycle-events.ts';
import type { End } from './actor.ts';
import { depsFor } from './deps.ts';
import { judgeThrown } from './thrown.ts';
import type { World } from './world.ts';

/** A consumer of the table's stream: one batch at a time, in order, again from where one failed. */
type Consumer = {
  name: string;
  file: string;
  limit: number;
  /** How long records are gathered, in milliseconds (infra/stacks/core-stack.ts; a poll comes every 250 ms). */
  window: number;
  run: (records: LeaseRecord[], deps: Deps) => Promise<string | undefined>;
  at: number;
  busy: boolean;
};

const BATCH = 100;
const PAUSE_AFTER_FAILURE = 1_000;

type Batch = { from: number; to: number };

/** Where the next batch begins. A batch may come again although it was done. */
const nextAt = (world: World, batch: Batch, end: End): number => {
  if (end.end !== 'done') return batch.from;
  if (end.value !== undefined) return Number(end.value) - 1;
  const { troubles, chance } = world;
  return !troubles.calm && chance.odds(troubles.perMille >> 2) ? batch.from : batch.to;
};

/** After a failure the mapping bisects: a batch may be shorter than what there is. */
const batchFrom = ({ rows, troubles, chance }: World, from: number): Batch => {
  const most = Math.min(BATCH, rows.records.length - from);
  const isShort = !troubles.calm && chance.odds(troubles.perMille);
  return { from, to: from + (isShort ? 1 + chance.below(most) : most) };
};

const deliver = (world: World, consumer: Consumer): void => {
  const { records } = world.rows;
  consumer.busy = consumer.at < records.length;
  if (!consumer.busy) return;
  const batch = batchFrom(world, consumer.at);
  const tell = (end: End): void => {
    judgeThrown(world, consumer.name, end);
    consumer.at = nextAt(world, batch, end);
    const pause = end.end === 'done' ? consumer.window : PAUSE_AFTER_FAILURE;
    consumer.busy = consumer.at < records.length;
    if (consumer.busy) world.scheduler.at(world.scheduler.now() + pause, () => deliver(world, consumer));
  };
  const { name, file, limit } = consumer;
  world.scheduler.start({ name, file, scope: undefined, thaws: false, limit, tell }, (actor) =>
    consumer.run(records.slice(batch.from, batch.to), depsFor(world, actor)),
  );
};

/** The two consumers of the stream, and what tells them that there is something. */
export const streamConsumers = (world: World): (() => void) => {
  const consumers: Consumer[] = [
    {
      name: 'stream publishLifecycleEvents',
      file: 'publish-lifecycle-events.ts',
      limit: 1_000 * WORK_FUNCTIONS.publishLifecycleEvents.timeoutSeconds,
      window: 250,
      run: publishLifecycleEvents,
      at: 0,
      busy: false,
    },
    {
      name: 'stream projectStats',
      file: 'project-statistics.ts',
      limit: 1_000 * WORK_FUNCTIONS.projectStats.timeoutSeconds,
      window: 30_000,
      run: async (records, deps) => {
        await projectStatistics(records, deps);
        return undefined;
      },
      at: 0,
      busy: false,
    },
  ];
  return () => {
    for (const consumer of consumers) {
      if (consumer.busy) continue;
      consumer.busy = true;
      world.scheduler.at(world.scheduler.now() + consumer.window, () => deliver(world, consumer));
    }
  };
};
