import { facetsOf } from '../../shared/domain/facets.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import type { LeaseRecord } from '../../shared/usecases/ports.ts';
import { violate, type World } from './world.ts';

const nameOf = (lease: { tenant: string; subscriber: string }): string =>
  `${lease.tenant}/${lease.subscriber}`;

const eventNameOf = ({ lastAction }: Lease): string | undefined => {
  if (lastAction === 'saveProfile') return undefined;
  const row = LIFECYCLE[lastAction];
  return 'event' in row ? row.event : undefined;
};

/** The id of the event that a change of a lease is, as docs/integrate.md names it; undefined where it is none. */
const eventId = ({ before, after }: LeaseRecord): string | undefined => {
  if (after === undefined || before?.version === after.version) return undefined;
  const name = eventNameOf(after);
  return name === undefined ? undefined : `${nameOf(after)}/${after.version}/${name}`;
};

/** The ids of what was published; one id has one content. */
const told = (world: World): ReadonlySet<string> => {
  const first = new Map<string, object>();
  for (const { detail } of world.published) {
    const before = first.get(detail.id);
    if (before === undefined) first.set(detail.id, detail);
    else if (JSON.stringify(before) !== JSON.stringify(detail)) {
      violate(world, 'one event has one id', `${detail.id} was published twice, differing`);
    }
  }
  return new Set(first.keys());
};

/** An event was published exactly where a transition was written. */
export const judgeEvents = (world: World): void => {
  const due = new Set(world.rows.records.map(eventId).filter((id) => id !== undefined));
  const published = told(world);
  const invariant = 'published events equal transitions';
  for (const id of due) if (!published.has(id)) violate(world, invariant, `${id} was never published`);
  for (const { detail, detailType } of world.published) {
    const isOfLife = detailType.startsWith('Prefix');
    if (isOfLife && !due.has(detail.id))
      violate(world, invariant, `${detail.id} was published and never was`);
  }
};

const recount = (world: World): Map<string, number> => {
  const counted = new Map<string, number>();
  for (const lease of world.rows.leases.values()) {
    for (const facet of facetsOf(lease)) {
      const name = `${lease.tenant} ${facet}`;
      counted.set(name, (counted.get(name) ?? 0) + 1);
    }
  }
  return counted;
};

const kept = (world: World): Map<string, number> =>
  new Map(
    [...world.rows.sums].flatMap(([tenant, sums]) =>
      Object.entries(sums).map(([facet, sum = 0]): [string, number] => [`${tenant} ${facet}`, sum]),
    ),
  );

/** The counters are what a count of all leases comes to. */
export const judgeStatistics = (world: World): void => {
  const [counted, sums] = [recount(world), kept(world)];
  for (const name of new Set([...counted.keys(), ...sums.keys()])) {
    const [is, should] = [sums.get(name) ?? 0, counted.get(name) ?? 0];
    if (is !== should)
      violate(world, 'statistics equal a recount', `${name}: ${is}, and there are ${should}`);
  }
};
