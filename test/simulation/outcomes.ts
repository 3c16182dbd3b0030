import { facetsOf } from '../../shared/domain/facets.ts';
import { heldBy, type Lease } from '../../shared/domain/lease.ts';
import { LIFECYCLE } from '../../shared/domain/lifecycle.ts';
import type { LeaseRecord, OutboundEvent } from '../../shared/usecases/ports.ts';
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

const judgeOrder = (world: World, lease: Lease, latest: Map<string, number>): void => {
  const name = nameOf(lease);
  const former = latest.get(name) ?? 0;
  if (former > lease.version)
    violate(world, 'events are in order per lease', `${name}: ${lease.version} came after ${former}`);
  latest.set(name, lease.version);
};

const EVENTS = 'published events equal transitions';

/** The transitions of leases by the ids of their events. */
const transitions = (world: World): Map<string, LeaseRecord> =>
  new Map(
    world.rows.records.flatMap((record) => {
      const id = eventId(record);
      return id === undefined ? [] : [[id, record]];
    }),
  );

/** Whether an event says what became of the lease: an end names the prefix that was given back. */
const isTrue = ({ detail }: OutboundEvent, { before, after }: LeaseRecord): boolean => {
  const lease = after as Lease;
  const held = heldBy(lease) ?? (before && heldBy(before));
  const { version, state, prefix } = detail as Record<string, unknown>;
  return version === lease.version && state === lease.state && prefix === held?.cidr;
};

const judgeUntold = (world: World, due: Iterable<string>, published: ReadonlySet<string>): void => {
  for (const id of due) if (!published.has(id)) violate(world, EVENTS, `${id} was never published`);
};

const judgeEvent = (world: World, event: OutboundEvent, record: LeaseRecord | undefined): void => {
  const { id } = event.detail;
  if (record === undefined) violate(world, EVENTS, `${id} was published and never was`);
  else if (!isTrue(event, record)) violate(world, EVENTS, `${id} does not say what became of the lease`);
};

/** The events of leases, each once: the first time that it was published. */
const firsts = (world: World): OutboundEvent[] => {
  const events = world.published.filter(({ detailType }) => detailType.startsWith('Prefix'));
  return [...Map.groupBy(events, ({ detail }) => detail.id).values()].map(
    ([first]) => first as OutboundEvent,
  );
};

/** The ids of what is told of requests to a router: that there is one, and how it ended. */
const authorizations = ({ rows }: World): ReadonlySet<string> =>
  new Set(
    rows.records.flatMap(({ before, after }) => {
      const [was, is] = [before?.authorization, after?.authorization];
      if (is === undefined || is.status === 'sending') return [];
      return is.id === was?.id && is.status === was.status ? [] : [`${is.id}/${is.status}`];
    }),
  );

/** Of requests to a router exactly what was written is told as well. */
const judgeAuthorizations = (world: World, published: ReadonlySet<string>): void => {
  const due = authorizations(world);
  judgeUntold(world, due, published);
  for (const { detail, detailType } of world.published) {
    if (detailType.startsWith('Authorization') && !due.has(detail.id))
      violate(world, EVENTS, `${detail.id} was published and never was`);
  }
};

/** An event was published exactly where a transition was written, says the same, and in the order of its lease's. */
export const judgeEvents = (world: World): void => {
  const due = transitions(world);
  const published = told(world);
  judgeUntold(world, due.keys(), published);
  const latest = new Map<string, number>();
  for (const event of firsts(world)) {
    const record = due.get(event.detail.id);
    judgeEvent(world, event, record);
    if (record !== undefined) judgeOrder(world, record.after as Lease, latest);
  }
  judgeAuthorizations(world, published);
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
