import { LeaseholdError } from '../domain/errors.ts';
import { addFacets, type FacetSums, facetsOf } from '../domain/facets.ts';
import type { Lease, LeaseKey } from '../domain/lease.ts';
import type { CountStep, Deps, LeaseRecord, Marker } from './ports.ts';

/** DynamoDB takes 100 items in a transaction; the rest is room for the sums. */
const CHUNK = 90;
const ROUNDS = 10;

/** What a lease is to be counted as: its newest version in a batch; `gone` where the lease was deleted. */
type Target = Marker & { gone: boolean };

const targetOf = ({ before, after }: LeaseRecord): Target | undefined => {
  const lease = after ?? before;
  if (lease === undefined) return undefined;
  const key: LeaseKey = { tenant: lease.tenant, subscriber: lease.subscriber };
  return after === undefined
    ? { key, version: lease.version + 1, facets: [], gone: true }
    : { key, version: lease.version, facets: facetsOf(lease), gone: false };
};

const nameOf = ({ tenant, subscriber }: Pick<Lease, 'tenant' | 'subscriber'>): string =>
  `${tenant}/${subscriber}`;

const newestByTenant = (records: readonly LeaseRecord[]): Map<string, Target[]> => {
  const newest = new Map<string, Target>();
  for (const record of records) {
    const target = targetOf(record);
    if (target === undefined) continue;
    const known = newest.get(nameOf(target.key));
    if (known === undefined || known.version < target.version) newest.set(nameOf(target.key), target);
  }
  return Map.groupBy(newest.values(), ({ key }) => key.tenant);
};

const stepOf = (
  tenant: string,
  targets: readonly Target[],
  markers: readonly Marker[],
): CountStep | undefined => {
  const seen = new Map(markers.map((marker) => [nameOf(marker.key), marker]));
  let add: FacetSums = {};
  const moved: CountStep['markers'][number][] = [];
  for (const target of targets) {
    const marker = seen.get(nameOf(target.key));
    if (marker !== undefined && marker.version >= target.version) continue;
    add = addFacets(addFacets(add, marker?.facets ?? [], -1), target.facets, 1);
    moved.push({ ...target, seen: marker?.version ?? 0 });
  }
  return moved.length === 0 ? undefined : { tenant, markers: moved, add };
};

const countChunk = async (
  tenant: string,
  targets: readonly Target[],
  deps: Pick<Deps, 'statistics'>,
): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    const markers = await deps.statistics.readMarkers(targets.map(({ key }) => key));
    const step = stepOf(tenant, targets, markers);
    if (step === undefined || (await deps.statistics.count(step))) return;
  }
  throw new LeaseholdError(
    'contended',
    `The counters of tenant ${tenant} are contended; the stream delivers again.`,
  );
};

/**
 * Moves the counters by what a batch of the table's stream changed. Exact under any order, repetition and crash: each
 * lease has a marker of what was last counted for it, and a marker moves only forward, together with the sums.
 */
export const projectStatistics = async (
  records: readonly LeaseRecord[],
  deps: Pick<Deps, 'statistics'>,
): Promise<void> => {
  for (const [tenant, targets] of newestByTenant(records)) {
    for (let start = 0; start < targets.length; start += CHUNK) {
      await countChunk(tenant, targets.slice(start, start + CHUNK), deps);
    }
  }
};
