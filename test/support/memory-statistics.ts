import { copyOf } from '../../shared/domain/copy.ts';
import type { Facet, FacetSums } from '../../shared/domain/facets.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import type { CountStep, Statistics } from '../../shared/usecases/ports.ts';
import { leaseName, type MemoryParts, type MemoryRead, type MemoryRows } from './memory-rows.ts';

const MARKERS: MemoryRead = { port: 'statistics', method: 'readMarkers' };
const SUMS: MemoryRead = { port: 'statistics', method: 'sums' };

const added = (sums: FacetSums, add: FacetSums): FacetSums => {
  const result = copyOf(sums);
  for (const [facet, by] of Object.entries(add) as [Facet, number][]) {
    result[facet] = (result[facet] ?? 0) + by;
  }
  return result;
};

const count = ({ rows, keep }: MemoryParts, { tenant, markers, add }: CountStep): boolean => {
  if (markers.some(({ key, seen }) => (rows.markers.get(leaseName(key))?.version ?? 0) !== seen))
    return false;
  for (const { key, version, facets } of markers) {
    rows.markers.set(leaseName(key), keep({ key, version, facets }));
  }
  rows.sums.set(tenant, keep(added(rows.sums.get(tenant) ?? {}, add)));
  return true;
};

async function* scan(rows: MemoryRows, tenant: string): AsyncGenerator<Lease> {
  yield* [...rows.leases.values()].filter((lease) => lease.tenant === tenant);
}

/** The counters of a memory table. */
export const memoryStatistics = (parts: MemoryParts): Statistics => {
  const { rows, run, see } = parts;
  return {
    readMarkers: (keys) =>
      see(MARKERS, () =>
        keys.map((key) => rows.markers.get(leaseName(key))).filter((marker) => marker !== undefined),
      ),
    count: (step) => run({ door: 'count', tenant: step.tenant }, () => count(parts, step)),
    sums: (tenant) => see(SUMS, () => rows.sums.get(tenant) ?? {}),
    scanLeases: (tenant) => scan(rows, tenant),
  };
};
