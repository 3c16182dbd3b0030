import type { Claim, Tenure } from '../../shared/domain/claim.ts';
import type { FacetSums } from '../../shared/domain/facets.ts';
import type { Lease, LeaseKey } from '../../shared/domain/lease.ts';
import type { Nas } from '../../shared/domain/nas.ts';
import type { Pool, Registry } from '../../shared/domain/pool.ts';
import type { LeaseRecord, Marker } from '../../shared/usecases/ports.ts';
import type { MemoryWrite } from './memory-faults.ts';

/** What a memory table holds, for tests to look at and to prepare. The keys are those of `rowName`. */
export type MemoryRows = {
  leases: Map<string, Lease>;
  claims: Map<string, Claim>;
  tenures: Tenure[];
  tenants: Set<string>;
  pools: Map<string, { tenant: string; pool: Pool }>;
  nas: Map<string, { tenant: string; nas: Nas }>;
  registries: Map<string, Registry>;
  markers: Map<string, Marker>;
  sums: Map<string, FacetSums>;
  /** The id in NetBox after which the reconciliation goes on. */
  reconciled: { afterId: number };
  /** The stream: every write of a lease, in order. */
  records: LeaseRecord[];
};

/** One read of a memory table, as the port's method is named. */
export type MemoryRead = { port: 'leases' | 'claims' | 'inventory' | 'statistics'; method: string };

/** The rows, and the ways that every write and every read of them takes; the effect and the look are of one turn. */
export type MemoryParts = {
  rows: MemoryRows;
  run: <T>(write: MemoryWrite, effect: () => T) => Promise<T>;
  see: <T>(read: MemoryRead, look: () => T) => Promise<T>;
  newWriteId: () => string;
  /** What is stored of a value: the same value, out of reach of whoever would change it. */
  keep: <T>(value: T) => T;
};

/** The key of a row: its parts, joined. */
export const rowName = (...parts: readonly (string | number)[]): string => parts.join('#');

/** The key of a lease and of its marker. */
export const leaseName = ({ tenant, subscriber }: LeaseKey): string => `${tenant}#${subscriber}`;

/** A table that nothing was written to. */
export const emptyRows = (): MemoryRows => ({
  leases: new Map(),
  claims: new Map(),
  tenures: [],
  tenants: new Set(),
  pools: new Map(),
  nas: new Map(),
  registries: new Map(),
  markers: new Map(),
  sums: new Map(),
  reconciled: { afterId: 0 },
  records: [],
});
