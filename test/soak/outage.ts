import { setTimeout as sleep } from 'node:timers/promises';
import { outageFaults, type Stretch, stretchOf, together } from '../support/outage-figures.ts';
import type { Way } from './netbox-front.ts';
import type { Stage } from './stage.ts';

/** How the calls to NetBox were before, during and after an outage of it; the first stretch is normal load. */
export type OutageMeasure = { stretches: Stretch[]; faults: string[] };

/** A revocation that NetBox did not end is tried again after five minutes. */
const LATER = 5 * 60_000 + 10_000;

/** A shared machine adds its own to a busiest second; the simulator, where none does, is strict (test/simulation/outage.ts). */
const MOST_AT_ONCE = 3;

const stretch = async (name: string, seconds: number, { front }: Stage): Promise<Stretch> => {
  const from = performance.now();
  await sleep(seconds * 1000);
  return stretchOf(front.requests, { name, from, seconds });
};

const OUTAGES: readonly (readonly [Way, string])[] = [
  ['reset', 'outage, connections refused'],
  ['busy', 'outage, 503'],
  ['hanging', 'outage, no answer'],
];

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
  const after = await stretch('after the outage', seconds, stage);
  await swept;
  const outage = together(outages);
  return {
    stretches: [normal, ...outages, outage, after],
    faults: outageFaults({ normal, outage, after }, { mostAtOnce: MOST_AT_ONCE }),
  };
};
