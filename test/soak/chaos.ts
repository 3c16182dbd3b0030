import { setTimeout as sleep } from 'node:timers/promises';
import { weighted } from './line.ts';
import type { Stage } from './stage.ts';

type Disaster = (stage: Stage) => Promise<void>;

const MINUTE = 60_000;

const between = (random: () => number, least: number, most: number): number =>
  least + random() * (most - least);

const killRuntime: Disaster = async ({ restart, counts }) => {
  counts.add('kills');
  await restart();
};

const stopNetBox: Disaster = async ({ netbox, counts, random }) => {
  counts.add('NetBox stopped');
  await netbox.down();
  await sleep(between(random, 500, 4_000));
  await netbox.up();
};

const closeTheWay: Disaster = async ({ front, counts, random }) => {
  const way = weighted([['busy', 1] as const, ['hanging', 1] as const], random);
  counts.add(`outages: ${way}`);
  front.set(way);
  await sleep(between(random, 500, 3_000));
  front.set('open');
};

/** What was asked has happened, and nobody hears of it. */
const loseAnswers: Disaster = async ({ netbox, counts, random }) => {
  const times = 1 + Math.floor(random() * 4);
  const method = weighted([['POST', 3] as const, ['DELETE', 2] as const, ['PATCH', 1] as const], random);
  const fault = netbox.fault({ method, times, effect: 'done', answer: 'cut' });
  await sleep(2_000);
  fault.clear();
  counts.add('NetBox answers lost', fault.count());
};

/** What was asked happens long after the asker has given up. */
const delayEffects: Disaster = async ({ netbox, counts, random }) => {
  const method = weighted([['POST', 3] as const, ['DELETE', 2] as const], random);
  const fault = netbox.fault({ method, times: 2, effect: 'released', answer: 'cut' });
  await sleep(between(random, 500, 3_000));
  fault.clear();
  await fault.release();
  counts.add('NetBox effects late', fault.count());
};

const unplugNas: Disaster = async ({ nas, counts, random }) => {
  counts.add('NAS unplugged');
  nas.faults.silent = true;
  await sleep(between(random, 1_000, 5_000));
  nas.faults.silent = false;
};

const loseDatagrams: Disaster = async ({ nas, counts, random }) => {
  const lost = 1 + Math.floor(random() * 3);
  counts.add('NAS datagrams lost', lost);
  nas.faults[random() < 0.5 ? 'dropAnswers' : 'dropRequests'] += lost;
};

/** As long as every process of it stands still. */
const jumpClock: Disaster = async ({ jump, counts, random }) => {
  counts.add('clock jumps');
  await jump(between(random, MINUTE, 16 * MINUTE));
};

const DISASTERS: readonly (readonly [Disaster, number])[] = [
  [killRuntime, 3],
  [stopNetBox, 2],
  [closeTheWay, 2],
  [loseAnswers, 3],
  [delayEffects, 2],
  [unplugNas, 2],
  [loseDatagrams, 2],
  [jumpClock, 3],
];

/** One disaster after the other for so many seconds, the first of them a kill. */
export const wreakHavoc = async (stage: Stage, seconds: number): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  await killRuntime(stage);
  while (performance.now() < end) {
    await sleep(between(stage.random, 300, 2_000));
    await weighted(DISASTERS, stage.random)(stage);
  }
};

/** Everything works again, and answers at once. */
export const heal = async ({ front, nas, leasehold, restart }: Stage): Promise<void> => {
  front.set('open');
  Object.assign(nas.faults, { silent: false, dropAnswers: 0, dropRequests: 0, delayMs: 0 });
  if (!leasehold.isUp()) await restart();
};
