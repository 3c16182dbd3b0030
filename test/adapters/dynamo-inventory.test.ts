import { afterAll, beforeAll, describe } from '@jest/globals';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';
import { inventoryContract } from '../support/inventory-contract.ts';

describe('the pools and NAS in the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  inventoryContract(() => table);
});
