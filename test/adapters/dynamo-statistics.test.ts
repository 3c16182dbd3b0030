import { afterAll, beforeAll, describe } from '@jest/globals';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';
import { statisticsContract } from '../support/statistics-contract.ts';

describe('the counters in the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  statisticsContract(() => table);
});
