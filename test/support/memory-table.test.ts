import { describe } from '@jest/globals';
import { claimStoreContract } from './claim-store-contract.ts';
import { dueContract } from './due-contract.ts';
import { inventoryContract } from './inventory-contract.ts';
import { leaseFencesContract } from './lease-fences-contract.ts';
import { leaseStoreContract } from './lease-store-contract.ts';
import { leaseTransactionsContract } from './lease-transactions-contract.ts';
import { lifecycleContract } from './lifecycle-contract.ts';
import { memoryTable } from './memory-table.ts';
import { memoryTableReads } from './memory-table-reads.ts';
import { statisticsContract } from './statistics-contract.ts';
import { tableReadsContract } from './table-reads-contract.ts';

describe('the leases in memory', () => {
  lifecycleContract(memoryTable);
  leaseStoreContract(memoryTable);
  leaseFencesContract(memoryTable);
  leaseTransactionsContract(memoryTable);
  dueContract(memoryTable);
});

describe('the rest of the table in memory', () => {
  claimStoreContract(memoryTable);
  inventoryContract(memoryTable);
  statisticsContract(memoryTable);
  tableReadsContract(() => {
    const table = memoryTable();
    return { ...table, reads: memoryTableReads(table.rows) };
  });
});
