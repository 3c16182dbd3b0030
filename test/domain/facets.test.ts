import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addFacets, type Facet, type FacetSums, facetsOf, statisticsOf } from '../../shared/domain/facets.ts';
import { HELD, leaseIn, without } from '../support/leases.ts';

const FACETS: readonly Facet[] = [
  'state:active',
  'state:revoked',
  'profile',
  'withPrefix',
  'withNetboxId',
  'pool:7',
];

test('a lease that holds a prefix counts under its state, its profile, its prefix and its pool', () => {
  const all = ['state:active', 'profile', 'withPrefix', 'withNetboxId', 'pool:7'];
  expect(facetsOf(leaseIn('active'))).toEqual(all);
  expect(facetsOf(leaseIn('failed', { held: HELD }))).toEqual(['state:failed', ...all.slice(1)]);
});

test('a lease without a prefix or a profile does not count under them', () => {
  expect(facetsOf(leaseIn('revoked'))).toEqual(['state:revoked', 'profile']);
  expect(facetsOf(without(leaseIn('failed'), 'profile'))).toEqual(['state:failed']);
});

test('sums that had a lease added and taken away are what they were, and the old sums are left alone', () => {
  const any = fc.record(
    Object.fromEntries(FACETS.map((facet) => [facet, fc.nat()])),
  ) as fc.Arbitrary<FacetSums>;
  fc.assert(
    fc.property(any, fc.subarray([...FACETS]), (sums, facets) => {
      const before = { ...sums };
      const added = addFacets(sums, facets, 1);
      const risen = FACETS.filter((facet) => added[facet] !== before[facet]);
      expect(risen).toEqual(FACETS.filter((facet) => facets.includes(facet)));
      expect(addFacets(added, facets, -1)).toEqual(before);
      expect(sums).toEqual(before);
    }),
  );
});

test('a facet that was never counted counts from zero', () => {
  expect(addFacets({}, ['profile'], 1)).toEqual({ profile: 1 });
});

test('the statistics are the sums in the words of the original, with rates of two decimals', () => {
  const sums: FacetSums = {
    'state:active': 3,
    'state:allocated': 1,
    'state:revoked': 2,
    profile: 6,
    withPrefix: 4,
    withNetboxId: 3,
    'pool:7': 4,
  };
  expect(statisticsOf(sums)).toEqual({
    stateCounts: { pending: 0, allocated: 1, active: 3, suspended: 0, revoking: 0, revoked: 2, failed: 0 },
    utilization: {
      total_profiles: 6,
      total_with_ipv6: 4,
      active_prefixes: 3,
      allocated_not_active: 1,
      revoked_prefixes: 2,
      utilization_rate: 66.67,
    },
    netboxIntegration: {
      prefixes_with_netbox_id: 3,
      prefixes_without_netbox_id: 1,
      netbox_integration_rate: 75,
    },
  });
});

test('a tenant without a lease has rates of zero', () => {
  const { utilization, netboxIntegration } = statisticsOf({});
  expect([utilization.utilization_rate, netboxIntegration.netbox_integration_rate]).toEqual([0, 0]);
});
