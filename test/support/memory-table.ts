import type { Deps } from '../../shared/usecases/ports.ts';
import { frozen } from './frozen.ts';
import { memoryClaimStore } from './memory-claim-store.ts';
import { type Faults, memoryFaults } from './memory-faults.ts';
import { memoryInventory } from './memory-inventory.ts';
import { memoryLeaseStore } from './memory-lease-store.ts';
import { emptyRows, type MemoryParts, type MemoryRows } from './memory-rows.ts';
import { memoryStatistics } from './memory-statistics.ts';

/** The ports of the table over maps, with its rows and its faults. */
export type MemoryTable = Pick<Deps, 'leases' | 'claims' | 'inventory' | 'statistics'> & {
  rows: MemoryRows;
  faults: Faults;
};

/** A table in memory: the same ports as DynamoDB's, held to the same contract suites. */
export const memoryTable = (): MemoryTable => {
  const rows = emptyRows();
  const { faults, run } = memoryFaults();
  let writes = 0;
  const newWriteId = (): string => {
    writes += 1;
    return `memory-write-${writes}`;
  };
  const see: MemoryParts['see'] = async (_, look) => look();
  const parts: MemoryParts = { rows, run, see, newWriteId, keep: frozen };
  return {
    rows,
    faults,
    leases: memoryLeaseStore(parts),
    claims: memoryClaimStore(parts),
    inventory: memoryInventory(parts),
    statistics: memoryStatistics(parts),
  };
};
