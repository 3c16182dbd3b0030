import { afterAll, beforeAll, describe } from '@jest/globals';
import { claimStoreContract } from '../support/claim-store-contract.ts';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';

describe('the claims in the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  claimStoreContract(() => table);
});
