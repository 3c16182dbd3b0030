import type { LeaseKey } from '../../shared/domain/lease.ts';
import type { TablePage, TableReads } from '../../shared/usecases/ports.ts';
import { leaseName, type MemoryRows, rowName } from './memory-rows.ts';

const sliced = <T>(all: readonly T[], segment: number, segments: number): T[] =>
  all.filter((_, index) => index % segments === segment);

async function* scan(rows: MemoryRows, segment: number, segments: number): AsyncGenerator<TablePage> {
  const part = <T>(all: Iterable<T>): T[] => sliced([...all], segment, segments);
  yield { leases: part(rows.leases.values()), claims: [], tenures: [] };
  yield { leases: [], claims: part(rows.claims.values()), tenures: segment === 0 ? rows.tenures : [] };
}

/** A memory table as an audit reads it: the leases on one page, the rest on another. */
export const memoryTableReads = (rows: MemoryRows): TableReads => ({
  scan: (segment, segments) => scan(rows, segment, segments),
  readLeases: async (keys: readonly LeaseKey[]) =>
    keys.flatMap((key) => rows.leases.get(leaseName(key)) ?? []),
  readClaims: async (keys) => keys.flatMap(({ space, cidr }) => rows.claims.get(rowName(space, cidr)) ?? []),
});
