import { afterAll, beforeAll, describe } from '@jest/globals';
import { dynamoTableReads } from '../../shared/adapters/dynamo-table-reads.ts';
import { type EngineTable, openEngineTable, storeSettings } from '../support/engine-table.ts';
import { tableReadsContract } from '../support/table-reads-contract.ts';

describe('the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  tableReadsContract(() => ({ ...table, reads: dynamoTableReads(storeSettings(table.client)) }));
});
