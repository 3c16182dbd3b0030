import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import { removeProfile, saveProfile } from '../../shared/domain/profile.ts';
import type { CountStep, Marker } from '../../shared/usecases/ports.ts';
import type { TablePorts } from './engine-table.ts';
import { NOON } from './leases.ts';
import { live, newLife } from './lives.ts';

const newTenant = (): string => randomUUID().slice(0, 32).replace(/-$/, '');

const moved = (marker: Marker, seen: number, gone = false): CountStep['markers'][number] => ({
  ...marker,
  seen,
  gone,
});

/** The counters. */
export const statisticsContract = (table: () => TablePorts): void => {
  describe('the counters of a tenant', () => {
    test('move together with the marker, and only from what was seen', async () => {
      const { statistics } = table();
      const tenant = newTenant();
      const key = { tenant, subscriber: 'line-1' };
      const first: Marker = { key, version: 5, facets: ['state:pending', 'profile'] };
      const second: Marker = { key, version: 6, facets: ['state:active', 'profile', 'withPrefix'] };
      expect(await statistics.readMarkers([key])).toEqual([]);
      const add = { 'state:pending': 1, profile: 1 };
      expect(await statistics.count({ tenant, markers: [moved(first, 0)], add })).toBe(true);
      expect(await statistics.readMarkers([key])).toEqual([first]);
      expect(await statistics.count({ tenant, markers: [moved(second, 0)], add })).toBe(false);
      expect(await statistics.count({ tenant, markers: [moved(second, 4)], add })).toBe(false);
      expect(await statistics.sums(tenant)).toEqual(add);
      const on = { 'state:pending': -1, 'state:active': 1, profile: 0, withPrefix: 1 };
      expect(await statistics.count({ tenant, markers: [moved(second, 5)], add: on })).toBe(true);
      expect(await statistics.readMarkers([key])).toEqual([second]);
      expect(await statistics.sums(tenant)).toEqual({
        'state:pending': 0,
        'state:active': 1,
        profile: 1,
        withPrefix: 1,
      });
    });

    test('do not move for one marker of a step where another had moved on', async () => {
      const { statistics } = table();
      const tenant = newTenant();
      const markers: Marker[] = ['line-1', 'line-2'].map((subscriber) => ({
        key: { tenant, subscriber },
        version: 5,
        facets: ['profile'],
      }));
      const [one, two] = markers as [Marker, Marker];
      await statistics.count({ tenant, markers: [moved(one, 0)], add: { profile: 1 } });
      const both = [moved({ ...one, version: 9 }, 4), moved(two, 0)];
      expect(await statistics.count({ tenant, markers: both, add: { profile: 2 } })).toBe(false);
      expect(await statistics.readMarkers(markers.map(({ key }) => key))).toEqual([one]);
      expect(await statistics.sums(tenant)).toEqual({ profile: 1 });
    });

    test('are exact where two count one lease at once', async () => {
      const { statistics } = table();
      const tenant = newTenant();
      const marker: Marker = { key: { tenant, subscriber: 'line-1' }, version: 5, facets: ['profile'] };
      const step = { tenant, markers: [moved(marker, 0)], add: { profile: 1 } };
      const counted = await Promise.all([statistics.count(step), statistics.count(step)]);
      expect(counted.sort()).toEqual([false, true]);
      expect(await statistics.sums(tenant)).toEqual({ profile: 1 });
    });

    test('are the sum of many steps, whoever else counts', async () => {
      const { statistics } = table();
      const [tenant, other] = [newTenant(), newTenant()];
      const markers = Array.from(
        { length: 90 },
        (_, index): Marker => ({
          key: { tenant, subscriber: `line-${index}` },
          version: 1,
          facets: ['pool:7'],
        }),
      );
      const steps = [markers.slice(0, 90), [], []].map((part) => part.map((each) => moved(each, 0)));
      for (const part of steps) await statistics.count({ tenant, markers: part, add: { 'pool:7': 30 } });
      await statistics.count({ tenant: other, markers: [], add: { 'pool:7': 1 } });
      expect(await statistics.sums(tenant)).toEqual({ 'pool:7': 90 });
      const read = await statistics.readMarkers(markers.map(({ key }) => key));
      expect(read).toHaveLength(90);
      expect(await statistics.sums(newTenant())).toEqual({});
    });

    test('remember a lease that is gone, so that an old record does not bring it back', async () => {
      const { statistics } = table();
      const tenant = newTenant();
      const key = { tenant, subscriber: 'line-1' };
      const gone: Marker = { key, version: 6, facets: [] };
      await statistics.count({ tenant, markers: [moved(gone, 0, true)], add: {} });
      expect(await statistics.readMarkers([key])).toEqual([gone]);
      const old: Marker = { key, version: 5, facets: ['profile'] };
      expect(await statistics.count({ tenant, markers: [moved(old, 0)], add: { profile: 1 } })).toBe(false);
      const reborn: Marker = { key, version: 7, facets: ['profile'] };
      expect(await statistics.count({ tenant, markers: [moved(reborn, 6)], add: { profile: 1 } })).toBe(true);
      expect(await statistics.readMarkers([key])).toEqual([reborn]);
    });

    test('can be checked against every lease that there is, of this tenant alone', async () => {
      const { leases, statistics } = table();
      const tenant = newTenant();
      const of = (subscriber: string, inTenant = tenant) =>
        newLife({ key: { tenant: inTenant, subscriber } });
      const expected: Lease[] = [
        await live(leases, 'active', of('line-1')),
        await live(leases, 'revoked', of('line-2')),
      ];
      await live(leases, 'active', of('line-1', `${tenant.slice(0, 30)}-x`));
      const key = { tenant, subscriber: 'line-3' };
      const birth = saveProfile(undefined, { key, profile: { mode: 'pd' } }, NOON);
      if (birth === undefined) throw new Error('A new profile is a change.');
      await leases.saveProfile(birth);
      await leases.saveProfile(removeProfile((await leases.read(key)) as Lease, NOON));
      await statistics.count({
        tenant,
        markers: [moved({ key, version: 1, facets: [] }, 0, true)],
        add: { profile: 1 },
      });
      const scanned: Lease[] = [];
      for await (const lease of statistics.scanLeases(tenant)) scanned.push(lease);
      expect(scanned).toHaveLength(expected.length);
      expect(scanned).toEqual(expect.arrayContaining(expected));
    });
  });
};
