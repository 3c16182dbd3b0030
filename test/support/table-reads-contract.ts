import { describe, expect, test } from '@jest/globals';
import type { TablePage, TableReads } from '../../shared/usecases/ports.ts';
import type { TablePorts } from './engine-table.ts';
import { live, newLife } from './lives.ts';

const scanned = async (reads: TableReads, segments: number): Promise<TablePage> => {
  const whole: TablePage = { leases: [], claims: [], tenures: [] };
  for (let segment = 0; segment < segments; segment++) {
    for await (const page of reads.scan(segment, segments)) {
      whole.leases.push(...page.leases);
      whole.claims.push(...page.claims);
      whole.tenures.push(...page.tenures);
    }
  }
  return whole;
};

/** The table as an audit reads it, beside the ports that write it. */
export const tableReadsContract = (table: () => TablePorts & { reads: TableReads }): void => {
  describe('the table in bulk', () => {
    test.each([1, 3])('of %d segments together each item is in one', async (segments) => {
      const { reads, leases, claims } = table();
      const [active, revoked] = [newLife(), newLife()];
      const lease = await live(leases, 'active', active);
      await live(leases, 'revoked', revoked);
      const whole = await scanned(reads, segments);
      const mine = [active.key.subscriber, revoked.key.subscriber];
      const of = <T extends { subscriber: string }>(all: readonly T[]) =>
        all.filter(({ subscriber }) => mine.includes(subscriber));
      expect(of(whole.leases)).toHaveLength(2);
      expect(of(whole.leases)).toContainEqual(lease);
      expect(of(whole.claims)).toEqual([await claims.read(active.held)]);
      expect(of(whole.tenures)).toEqual(await claims.listTenures(revoked.held));
    });

    test('leases and claims are read many at a time, and those that are not there are left out', async () => {
      const { reads, leases, claims } = table();
      const lives = [newLife(), newLife()];
      for (const life of lives) await live(leases, 'allocated', life);
      const absent = newLife();
      const keys = [absent, ...lives].map(({ key }) => key);
      const rows = [absent, ...lives].map(({ held: { space, cidr } }) => ({ space, cidr }));
      const found = await reads.readLeases(keys);
      expect(found.map(({ subscriber }) => subscriber).sort()).toEqual(
        lives.map(({ key }) => key.subscriber).sort(),
      );
      const claimed = await reads.readClaims(rows);
      expect(claimed).toHaveLength(2);
      for (const { held } of lives) expect(claimed).toContainEqual(await claims.read(held));
    });
  });
};
