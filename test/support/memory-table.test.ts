import { describe } from '@jest/globals';
import { lifecycleContract } from './lifecycle-contract.ts';
import { memoryTable } from './memory-table.ts';

describe('the leases in memory', () => {
  lifecycleContract(() => memoryTable());
});
