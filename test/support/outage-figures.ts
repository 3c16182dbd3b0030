/** Calls that reached NetBox in a stretch of time: all of them, and those of the busiest second. */
export type Stretch = { name: string; seconds: number; total: number; busiest: number };

/** Normal load, what the outage came to, and what came after it. */
export type OutageStretches = { normal: Stretch; outage: Stretch; after: Stretch };

/** What an outage may cost, against normal load. */
const MOST_IN_OUTAGE = 1.1;

const perSecond = ({ total, seconds }: Stretch): number => total / seconds;

/** Counts the calls of a stretch that begins at `from`; that and the times are milliseconds of one clock. */
export const stretchOf = (
  times: readonly number[],
  { name, from, seconds }: { name: string; from: number; seconds: number },
): Stretch => {
  const buckets = new Array<number>(seconds).fill(0);
  for (const time of times) {
    const second = Math.floor((time - from) / 1000);
    if (second >= 0 && second < seconds) buckets[second] = (buckets[second] ?? 0) + 1;
  }
  const total = buckets.reduce((sum, each) => sum + each, 0);
  return { name, seconds, total, busiest: Math.max(...buckets) };
};

/** All kinds of outage together are the outage: each instance of a function finds out once that NetBox is away. */
export const together = (stretches: readonly Stretch[]): Stretch => ({
  name: 'the outage in all',
  seconds: stretches.reduce((sum, { seconds }) => sum + seconds, 0),
  total: stretches.reduce((sum, { total }) => sum + total, 0),
  busiest: Math.max(...stretches.map(({ busiest }) => busiest)),
});

/** What an outage cost more than it may, a sentence each. `mostAtOnce` is of a busiest second, against that of normal load. */
export const outageFaults = (
  { normal, outage, after }: OutageStretches,
  { mostAtOnce }: { mostAtOnce: number },
): string[] => {
  const stampede = (when: string, { busiest }: Stretch): string[] =>
    busiest > mostAtOnce * normal.busiest
      ? [`There was a stampede ${when} the outage: ${busiest} calls of NetBox in a second.`]
      : [];
  const isCalledTooOften = perSecond(outage) > MOST_IN_OUTAGE * perSecond(normal);
  return [
    ...(isCalledTooOften
      ? [`NetBox was called more than ${MOST_IN_OUTAGE} times as often in its outage as normally.`]
      : []),
    ...stampede('in', outage),
    ...stampede('after', after),
  ];
};

/** What one line of a report says of a stretch, beside normal load. */
export const stretchText = (each: Stretch, normal: Stretch): string =>
  `${each.name}: ${perSecond(each).toFixed(1)} requests a second (${(perSecond(each) / perSecond(normal)).toFixed(2)} of normal), busiest second ${each.busiest} (${(each.busiest / normal.busiest).toFixed(2)})`;
