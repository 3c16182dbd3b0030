import { expect, test } from '@jest/globals';
import { readStatistics } from '../../shared/usecases/read-statistics.ts';
import { memoryTable } from '../support/memory-table.ts';

test('the statistics are those of the tenant that asks', async () => {
  const { rows, statistics } = memoryTable();
  rows.sums.set('acme', { 'state:active': 1, profile: 4, withPrefix: 1, withNetboxId: 1 });
  rows.sums.set('other', { 'state:active': 9 });
  expect(await readStatistics({ tenant: 'acme' }, { statistics })).toMatchObject({
    stateCounts: { active: 1 },
    utilization: { total_profiles: 4, utilization_rate: 25 },
  });
});
