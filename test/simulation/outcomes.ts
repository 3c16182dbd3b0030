import { facetsOf } from '../../shared/domain/facets.ts';
import { type Authorization, heldBy, type Lease } from '../../shared/domain/lease.ts';
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

/** The events by their ids, each as it was published first; one id has one content. */
const firsts = (world: World): ReadonlyMap<string, OutboundEvent> => {
  const first = new Map<string, OutboundEvent>();
  for (const event of world.published) {
    const { id } = event.detail;
    const before = first.get(id);
    if (before === undefined) first.set(id, event);
    else if (JSON.stringify(before.detail) !== JSON.stringify(event.detail)) {
      violate(world, 'one event has one id', `${id} was published twice, differing`);
    }
  }
  return first;
};

const EVENTS = 'published events equal transitions';

/** The transitions of leases by the ids of their events. */
const transitions = ({ rows }: World): ReadonlyMap<string, LeaseRecord> => {
  const found = new Map<string, LeaseRecord>();
  for (const record of rows.records) {
    const id = eventId(record);
    if (id !== undefined) found.set(id, record);
  }
  return found;
};

/** Whether an event says what became of the lease: an end names the prefix that was given back. */
const isTrue = ({ detail, detailType }: OutboundEvent, { before, after }: LeaseRecord): boolean => {
  const lease = after as Lease;
  if (detailType !== eventNameOf(lease)) return false;
  const held = heldBy(lease) ?? (before && heldBy(before));
  const { version, state, prefix } = detail as Record<string, unknown>;
  return version === lease.version && state === lease.state && prefix === held?.cidr;
};

/** The request to a router that a change of a lease tells of: that there is one, or how it ended. */
const requestOf = ({ before, after }: LeaseRecord): Authorization | undefined => {
  const [was, is] = [before?.authorization, after?.authorization];
  if (is === undefined || is.status === 'sending') return undefined;
  return is.id === was?.id && is.status === was.status ? undefined : is;
};

/** What is told of requests: the detail types by the ids of their events. */
const authorizations = ({ rows }: World): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const record of rows.records) {
    const request = requestOf(record);
    if (request === undefined) continue;
    const { id, status } = request;
    found.set(`${id}/${status}`, status === 'queued' ? 'AuthorizationRequested' : 'AuthorizationRecorded');
  }
  return found;
};

const judgeUntold = (world: World, due: Iterable<string>, published: ReadonlyMap<string, unknown>): void => {
  for (const id of due) if (!published.has(id)) violate(world, EVENTS, `${id} was never published`);
};

type Due = { records: ReadonlyMap<string, LeaseRecord>; requests: ReadonlyMap<string, string> };

const judgeTold = (world: World, event: OutboundEvent, { records, requests }: Due): void => {
  const { id } = event.detail;
  const record = records.get(id);
  const isSo = record === undefined ? event.detailType === requests.get(id) : isTrue(event, record);
  if (record === undefined && !requests.has(id)) violate(world, EVENTS, `${id} was published and never was`);
  else if (!isSo) violate(world, EVENTS, `${id} does not say what became of the lease`);
};

/** Events of leases come in the order of their versions. */
const judgeOrder = (world: World, published: ReadonlyMap<string, unknown>, records: Due['records']): void => {
  const latest = new Map<string, number>();
  for (const id of published.keys()) {
    const lease = records.get(id)?.after;
    if (lease === undefined) continue;
    const name = nameOf(lease);
    const former = latest.get(name) ?? 0;
    if (former > lease.version)
      violate(world, 'events are in order per lease', `${name}: ${lease.version} came after ${former}`);
    latest.set(name, lease.version);
  }
};

/** An event was published exactly where something was written, says the same, and in the order of its lease's. */
export const judgeEvents = (world: World): void => {
  const due = { records: transitions(world), requests: authorizations(world) };
  const published = firsts(world);
  judgeUntold(world, due.records.keys(), published);
  judgeUntold(world, due.requests.keys(), published);
  for (const event of published.values()) judgeTold(world, event, due);
  judgeOrder(world, published, due.records);
};

type Sums = Readonly<Record<string, number | undefined>>;

const facetCounts = ({ rows }: World, tenant: string): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>();
  for (const lease of rows.leases.values()) {
    if (lease.tenant !== tenant) continue;
    for (const facet of facetsOf(lease)) counted.set(facet, (counted.get(facet) ?? 0) + 1);
  }
  return counted;
};

const judgeSums = (world: World, tenant: string, sums: Sums): void => {
  const counted = facetCounts(world, tenant);
  for (const facet of new Set([...counted.keys(), ...Object.keys(sums)])) {
    const [is, should] = [sums[facet] ?? 0, counted.get(facet) ?? 0];
    if (is !== should)
      violate(world, 'statistics equal a recount', `${tenant} ${facet}: ${is}, and there are ${should}`);
  }
};

/** The counters are what a count of all leases comes to. */
export const judgeStatistics = (world: World): void => {
  const { tenants, sums } = world.rows;
  for (const tenant of new Set([...tenants, ...sums.keys()]))
    judgeSums(world, tenant, sums.get(tenant) ?? {});
};
