import { expect, test } from '@jest/globals';
import { CLAIMS, grantedWorld } from '../../support/api-world.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';

test('the statistics are those of the counters, in the original system’s words', async () => {
  const { world } = await grantedWorld();
  world.table.rows.sums.set('acme', {
    'state:active': 2,
    'state:allocated': 1,
    'state:revoked': 4,
    profile: 7,
    withPrefix: 3,
    withNetboxId: 3,
  });
  const answer = await world.call('getStats');
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({
    stateCounts: { pending: 0, allocated: 1, active: 2, suspended: 0, revoking: 0, revoked: 4, failed: 0 },
    utilization: {
      total_profiles: 7,
      total_with_ipv6: 3,
      active_prefixes: 2,
      allocated_not_active: 1,
      revoked_prefixes: 4,
      utilization_rate: 42.86,
    },
    netboxIntegration: {
      prefixes_with_netbox_id: 3,
      prefixes_without_netbox_id: 0,
      netbox_integration_rate: 100,
    },
  });
  expect(conformanceFaults('getStats', answer)).toEqual([]);
});

test('a tenant that has nothing has zeros', async () => {
  const { world } = await grantedWorld();
  const answer = await world.call('getStats', { claims: { ...CLAIMS, tenant_id: 'empty' } });
  expect(answer.body).toMatchObject({ utilization: { total_profiles: 0, utilization_rate: 0 } });
});
