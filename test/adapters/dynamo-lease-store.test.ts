import { afterAll, beforeAll, describe } from '@jest/globals';
import { dueContract } from '../support/due-contract.ts';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';
import { leaseFencesContract } from '../support/lease-fences-contract.ts';
import { leaseStoreContract } from '../support/lease-store-contract.ts';
import { leaseTransactionsContract } from '../support/lease-transactions-contract.ts';
import { lifecycleContract } from '../support/lifecycle-contract.ts';

describe('the leases in the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  lifecycleContract(() => table);
  leaseStoreContract(() => table);
  leaseFencesContract(() => table);
  leaseTransactionsContract(() => table);
  dueContract(() => table);
});
