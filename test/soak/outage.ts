import { setTimeout as sleep } from 'node:timers/promises';
import type { Way } from './netbox-front.ts';
import type { Stage } from './stage.ts';

/** Requests that reached NetBox in a stretch of time, second by second. */
export type Stretch = { name: string; seconds: number; total: number; busiest: number };

/** How the calls to NetBox were before, during and after an outage of it; the first stretch is normal load. */
export type OutageMeasure = { stretches: Stretch[]; faults: string[] };

/** What an outage may cost, against normal load. */
const MOST_IN_OUTAGE = 1.1;
/** The busiest second after an outage, against the busiest second of normal load. */
const MOST_AFTER = 1.5;

/** A revocation that NetBox did not end is tried again after five minutes. */
const LATER = 5 * 60_000 + 10_000;

const perSecond = ({ total, seconds }: Stretch): number => total / seconds;

const stretch = async (name: string, seconds: number, { front }: Stage): Promise<Stretch> => {
  const from = performance.now();
  await sleep(seconds * 1000);
  const times = front.requests.filter((time) => time >= from && time < from + seconds * 1000);
  const buckets = new Array<number>(seconds).fill(0);
  for (const time of times) {
    const second = Math.floor((time - from) / 1000);
    buckets[second] = (buckets[second] ?? 0) + 1;
  }
  return { name, seconds, total: times.length, busiest: Math.max(...buckets) };
};

/** All kinds of outage together are the outage: each instance of a function finds out once that NetBox is away. */
const together = (stretches: readonly Stretch[]): Stretch => ({
  name: 'the outage in all',
  seconds: stretches.reduce((sum, { seconds }) => sum + seconds, 0),
  total: stretches.reduce((sum, { total }) => sum + total, 0),
  busiest: Math.max(...stretches.map(({ busiest }) => busiest)),
});

const faultsOf = (normal: Stretch, outage: Stretch, recovery: Stretch): string[] => [
  ...(perSecond(outage) > MOST_IN_OUTAGE * perSecond(normal)
    ? [`NetBox was called more than ${MOST_IN_OUTAGE} times as often in its outage as normally.`]
    : []),
  ...(recovery.busiest > MOST_AFTER * normal.busiest
    ? [`There was a stampede after the outage: ${recovery.busiest} calls of NetBox in a second.`]
    : []),
];

const OUTAGES: readonly (readonly [Way, string])[] = [
  ['reset', 'outage, connections refused'],
  ['busy', 'outage, 503'],
  ['hanging', 'outage, no answer'],
];

/** What one line of the report says of a stretch, beside normal load. */
export const stretchText = (each: Stretch, normal: Stretch): string =>
  `${each.name}: ${perSecond(each).toFixed(1)} requests a second (${(perSecond(each) / perSecond(normal)).toFixed(2)} of normal), busiest second ${each.busiest} (${(each.busiest / normal.busiest).toFixed(2)})`;

/**
 * Measures what reaches NetBox under a steady load: normally, in a full outage of each kind one after the other, and
 * after it, when all revocations that it held up come due at once and the sweeper runs.
 */
export const measureOutage = async (stage: Stage, seconds: number): Promise<OutageMeasure> => {
  const { front, counts } = stage;
  const normal = await stretch('normal load', seconds, stage);
  const outages: Stretch[] = [];
  for (const [way, name] of OUTAGES) {
    front.set(way);
    counts.add(`outages: ${way}`);
    outages.push(await stretch(name, seconds, stage));
  }
  front.set('open');
  // What hung is cut now, and heard of as one more failure: only then is it over for every circuit breaker.
  await sleep(1_000);
  await stage.jump(LATER);
  const swept = stage.sweep();
  const recovery = await stretch('after the outage', seconds, stage);
  await swept;
  const outage = together(outages);
  return { stretches: [normal, ...outages, outage, recovery], faults: faultsOf(normal, outage, recovery) };
};
