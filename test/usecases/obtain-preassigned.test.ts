import { expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import type { NetBox, NetBoxAllocation, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { obtainPrefix } from '../../shared/usecases/obtain-prefix.ts';
import { CLAIM, INTENT, KEY, leaseIn, MINUTE, NOON } from '../support/leases.ts';
import { rowName } from '../support/memory-rows.ts';
import { memoryTable } from '../support/memory-table.ts';

const LEASE = { ...leaseIn('pending'), intent: INTENT };
const POOL: Pool = {
  netboxPoolId: 7,
  cidr: '2001:db8::/48',
  space: 'main.global',
  length: 56,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
};
const { cidr } = CLAIM;
const OBJECT: NetBoxPrefix = { id: 42, cidr, status: 'active', claim: 'acme/line-1/100' };
const MADE: NetBoxAllocation = { outcome: 'allocated', prefix: OBJECT };

const reserved = (parts: Partial<Claim> = {}): Claim => {
  const { netboxPrefixId: _, ...row } = CLAIM;
  return { ...row, state: 'reserved', dueAt: NOON, ...parts } as Claim;
};

type Plan = {
  row?: Claim;
  searches?: NetBoxPrefix[][];
  post?: NetBoxAllocation;
  pool?: Pool;
  room?: boolean;
};

/** Obtains the preassigned prefix against a NetBox that answers as planned; what was done, in order. */
const obtain = async ({ row, searches = [], post = MADE, pool = POOL, room = true }: Plan) => {
  const { rows, faults: _, ...table } = memoryTable();
  if (row !== undefined) rows.claims.set(rowName(POOL.space, cidr), row);
  const done: string[] = [];
  const netbox = {
    findByClaim: async () => {
      done.push('search');
      return searches.shift() ?? [];
    },
    allocateExact: async (prefix: object) => {
      done.push(`post ${JSON.stringify(prefix)}`);
      return post;
    },
  } as unknown as NetBox;
  const claims: typeof table.claims = {
    ...table.claims,
    change: (change) => {
      done.push('reserve');
      return table.claims.change(change);
    },
  };
  const source = { pools: [pool], withRoom: room ? [pool] : [], preassigned: cidr };
  const ending = obtainPrefix(LEASE, source, { ...table, claims, netbox, clock: () => NOON + MINUTE });
  const obtained = await ending.catch((error: unknown) => error);
  return { obtained, done, kept: rows.claims.get(rowName(POOL.space, cidr)) };
};

const POST = `post {"cidr":"${cidr}"}`;
const UNUSABLE = { outcome: 'failed', failure: { code: 'preassigned-prefix-unusable' } };

test('a preassigned prefix is reserved before NetBox is asked, and searched for before it is posted', async () => {
  const { obtained, done, kept } = await obtain({});
  expect(obtained).toEqual({ outcome: 'obtained', prefix: OBJECT, pool: POOL });
  expect(done).toEqual(['reserve', 'search', POST]);
  expect(kept).toMatchObject({
    ...KEY,
    state: 'reserved',
    epoch: 100,
    poolId: 7,
    since: NOON + MINUTE,
    dueAt: NOON + 16 * MINUTE,
  });
});

test('what an earlier call of this epoch left is found, also where the tenant has no room left', async () => {
  const { obtained, done } = await obtain({ row: reserved(), searches: [[OBJECT]], room: false });
  expect(obtained).toEqual({ outcome: 'obtained', prefix: OBJECT, pool: POOL });
  expect(done).toEqual(['reserve', 'search']);
});

test('a tenant that has used up its share of the pool gets no preassigned prefix of it either', async () => {
  const { obtained, done } = await obtain({ room: false });
  expect(obtained).toMatchObject({ outcome: 'failed', failure: { code: 'pool-exhausted' } });
  expect(done).toEqual(['reserve', 'search']);
});

test('in a VRF the prefix is asked for in that VRF', async () => {
  const pool = { ...POOL, vrfId: 3 };
  const prefix = { ...OBJECT, vrfId: 3 };
  const { obtained, done } = await obtain({ pool, post: { outcome: 'allocated', prefix } });
  expect(obtained).toEqual({ outcome: 'obtained', prefix, pool });
  expect(done.at(-1)).toBe(`post {"cidr":"${cidr}","vrfId":3}`);
});

test.each([
  ['held', CLAIM],
  ['quarantined', { ...CLAIM, state: 'quarantined' } as Claim],
  ['reserved for another subscriber', reserved({ subscriber: 'line-2' })],
  ['reserved for a subscriber of that name of another tenant', reserved({ tenant: 'other' })],
  ['reserved for a later epoch of this lease', reserved({ epoch: 101 })],
])('a preassigned prefix that is %s is not asked for, and its row stays as it is', async (_what, row) => {
  const { obtained, done, kept } = await obtain({ row });
  expect(obtained).toMatchObject(UNUSABLE);
  expect(done).toEqual(['reserve']);
  expect(kept).toEqual(row);
});

test('what an earlier epoch of this lease reserved is taken over', async () => {
  const { obtained, kept } = await obtain({ row: reserved({ epoch: 99 }) });
  expect(obtained).toMatchObject({ outcome: 'obtained' });
  expect(kept).toMatchObject({ state: 'reserved', epoch: 100, dueAt: NOON + 16 * MINUTE });
});

test('a prefix that is in NetBox already is unusable, unless it turns out to be this epoch’s own', async () => {
  const post = { outcome: 'duplicate' } as const;
  const foreign = await obtain({ post });
  expect(foreign.obtained).toMatchObject(UNUSABLE);
  expect(foreign.done).toEqual(['reserve', 'search', POST, 'search']);
  const own = await obtain({ post, searches: [[], [OBJECT]] });
  expect(own.obtained).toMatchObject({ outcome: 'obtained', prefix: { id: 42 } });
});

test('where it is not known whether the prefix was made, nothing is given up: the row stays reserved', async () => {
  const { obtained, kept } = await obtain({ post: { outcome: 'unknown', reason: 'HTTP 502' } });
  expect(obtained).toMatchObject({
    code: 'netbox-unavailable',
    message: expect.stringContaining('HTTP 502'),
  });
  expect(kept).toMatchObject({ state: 'reserved', epoch: 100 });
});
