import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import { absent, all, equal, less } from '../../shared/domain/condition.ts';
import type { TablePorts } from './engine-table.ts';
import { CLAIM, DAY, NOON } from './leases.ts';
import { live, newLife } from './lives.ts';

/** A prefix of a space that no other test has. */
const newClaim = (parts: Partial<Claim> = {}): Claim =>
  ({ ...CLAIM, space: `space-${randomUUID()}.global`, ...parts }) as Claim;

const put = ({ claims }: TablePorts, to: Claim) => claims.change({ key: to, when: absent('state'), to });

/** The claim rows and the ledger. */
export const claimStoreContract = (table: () => TablePorts): void => {
  describe('the claim rows', () => {
    test('a prefix that is nobody’s has no row', async () => {
      expect(await table().claims.read(newClaim())).toBeUndefined();
    });

    test('a row is made once, with a writeId of the store’s own', async () => {
      const ports = table();
      const claim = newClaim();
      const other = { ...claim, subscriber: 'line-other' };
      expect(await put(ports, claim)).toBe(true);
      expect(await put(ports, other)).toBe(false);
      const row = await ports.claims.read(claim);
      expect(row).toEqual({ ...claim, writeId: row?.writeId });
      expect(row?.writeId).not.toBe(claim.writeId);
    });

    test('of two that make a row one does', async () => {
      const ports = table();
      const claim = newClaim();
      const made = await Promise.all([put(ports, claim), put(ports, { ...claim, subscriber: 'line-other' })]);
      expect(made.sort()).toEqual([false, true]);
    });

    test('one prefix in two spaces is two prefixes', async () => {
      const ports = table();
      expect(await put(ports, newClaim())).toBe(true);
      expect(await put(ports, newClaim())).toBe(true);
    });

    test('a row becomes what is asked where its condition holds, with nothing left of what it was', async () => {
      const ports = table();
      const reserved = newClaim({ state: 'reserved', dueAt: NOON } as Partial<Claim>);
      const { netboxPrefixId: _, ...row } = reserved;
      await put(ports, row as Claim);
      const { dueAt: __, ...held } = { ...reserved, state: 'held', netboxPrefixId: 42 };
      const mine = all(equal('state', 'reserved'), less('epoch', 101), equal('subscriber', 'line-1'));
      expect(await ports.claims.change({ key: row, when: mine, to: held as Claim })).toBe(true);
      const after = await ports.claims.read(row);
      expect(after).toEqual({ ...held, writeId: after?.writeId });
      expect(await ports.claims.change({ key: row, when: mine, to: held as Claim })).toBe(false);
    });

    test('a key that was read with its row does not undo the change', async () => {
      const ports = table();
      const claim = newClaim({ state: 'withheld', dueAt: NOON } as Partial<Claim>);
      await put(ports, claim);
      const to = { ...claim, dueAt: NOON + DAY };
      await ports.claims.change({ key: claim, when: equal('state', 'withheld'), to });
      expect(await ports.claims.read(claim)).toMatchObject({ dueAt: NOON + DAY });
    });

    test('a row is dropped where its condition holds, and what is not there counts as dropped', async () => {
      const ports = table();
      const claim = newClaim();
      await put(ports, claim);
      const drop = { key: claim, to: undefined };
      const { claims } = ports;
      expect(await claims.change({ ...drop, when: equal('netboxPrefixId', 1) })).toBe(false);
      expect(await claims.read(claim)).toBeDefined();
      expect(await claims.change({ ...drop, when: equal('netboxPrefixId', 42) })).toBe(true);
      expect(await claims.read(claim)).toBeUndefined();
      expect(await claims.change({ ...drop, when: equal('netboxPrefixId', 42) })).toBe(true);
    });
  });

  describe('the ledger', () => {
    test('tells the closed tenures of one prefix, the oldest first', async () => {
      const ports = table();
      const first = newLife();
      const later = (now: number) => newLife({ now, held: { ...first.held, since: now } });
      const second = later(NOON + DAY);
      for (const life of [later(NOON + 20 * DAY), first, second]) await live(ports.leases, 'revoked', life);
      const tenures = await ports.claims.listTenures(first.held);
      expect(tenures.map(({ since }) => since)).toEqual([NOON, NOON + DAY, NOON + 20 * DAY]);
      expect(tenures[1]).toMatchObject({ ...second.held, ...second.key, until: NOON + DAY });
      expect(await ports.claims.listTenures({ ...first.held, cidr: '2001:db8::/56' })).toEqual([]);
    });
  });
};
