import { afterAll, beforeAll, describe } from '@jest/globals';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';
import { lifecycleContract } from '../support/lifecycle-contract.ts';

describe('the leases in the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  lifecycleContract(() => table);
});
