import { describe, expect, test } from '@jest/globals';
import type { Pool } from '../../shared/domain/pool.ts';
import type { NetBox, NetBoxAllocation, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { obtainPrefix, type Source } from '../../shared/usecases/obtain-prefix.ts';
import { INTENT, leaseIn, NOON, SECOND } from '../support/leases.ts';
import { memoryTable } from '../support/memory-table.ts';

const LEASE = { ...leaseIn('pending'), intent: INTENT };
const MARKER = { lease: 'acme/line-1', claim: 'acme/line-1/100' };

const pool = (netboxPoolId: number, cidr: string, vrfId?: number): Pool => ({
  netboxPoolId,
  cidr,
  space: 'main.global',
  length: 56,
  order: 0,
  quarantineSeconds: 0,
  stalePolicy: 'report',
  ...(vrfId === undefined ? {} : { vrfId }),
});
const FIRST = pool(7, '2001:db8::/48');
const SECOND_POOL = pool(8, '2001:db9::/48');
const BOTH: Source = { pools: [FIRST, SECOND_POOL], withRoom: [FIRST, SECOND_POOL] };

const made = (id: number, cidr = '2001:db8::/56'): NetBoxPrefix => ({
  id,
  cidr,
  status: 'active',
  ...MARKER,
});

/** A NetBox that answers each search and each POST with the next that a test has for it, and what it was asked. */
const scripted = (searches: NetBoxPrefix[][], posts: NetBoxAllocation[]) => {
  const asked: string[] = [];
  const next = <T>(answers: T[], question: string): T => {
    asked.push(question);
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`Nobody expected: ${question}`);
    return answer;
  };
  const netbox = {
    findByClaim: async (claim: string) => next(searches, `search ${claim}`),
    allocateNext: async (poolId: number, length: number, marker: unknown) => {
      expect(marker).toEqual(MARKER);
      return next(posts, `post ${poolId} /${length}`);
    },
    allocateExact: async (prefix: unknown, marker: unknown) => {
      expect(marker).toEqual(MARKER);
      return next(posts, `post ${JSON.stringify(prefix)}`);
    },
  } as unknown as NetBox;
  return { asked, deps: { ...memoryTable(), netbox, clock: () => NOON + 5 * SECOND } };
};

const obtain = async (searches: NetBoxPrefix[][], posts: NetBoxAllocation[], source = BOTH) => {
  const { asked, deps } = scripted(searches, posts);
  return { asked, obtained: await obtainPrefix(LEASE, source, deps) };
};

const SEARCH = 'search acme/line-1/100';
const UNKNOWN: NetBoxAllocation = { outcome: 'unknown', reason: 'no answer in 20 s' };

describe('the search before the POST', () => {
  test('finds what an earlier call of this epoch left, and nothing is posted', async () => {
    const { asked, obtained } = await obtain([[made(42)]], []);
    expect(obtained).toEqual({ outcome: 'obtained', prefix: made(42), pool: FIRST });
    expect(asked).toEqual([SEARCH]);
  });

  test('takes the oldest of several', async () => {
    const found = [made(44), made(42), made(43)];
    expect((await obtain([found], [])).obtained).toMatchObject({ prefix: { id: 42 } });
  });

  test('finds it also where the tenant has no room left, and in whichever pool it is', async () => {
    const found = made(42, '2001:db9:0:100::/56');
    const { obtained } = await obtain([[found]], [], { ...BOTH, withRoom: [] });
    expect(obtained).toEqual({ outcome: 'obtained', prefix: found, pool: SECOND_POOL });
  });

  test('that fails ends the call before anything is posted', async () => {
    const { asked, deps } = scripted([], [{ outcome: 'allocated', prefix: made(1) }]);
    await expect(obtainPrefix(LEASE, BOTH, deps)).rejects.toThrow('Nobody expected');
    expect(asked).toEqual([SEARCH]);
  });
});

describe('one POST', () => {
  test('that makes a prefix is not followed by a search', async () => {
    const { asked, obtained } = await obtain([[]], [{ outcome: 'allocated', prefix: made(42) }]);
    expect(obtained).toEqual({ outcome: 'obtained', prefix: made(42), pool: FIRST });
    expect(asked).toEqual([SEARCH, 'post 7 /56']);
  });

  test('that is refused ends the allocation with the reason, and asks no other pool', async () => {
    const { asked, obtained } = await obtain([[]], [{ outcome: 'refused', reason: 'No permission.' }]);
    expect(obtained).toEqual({
      outcome: 'failed',
      failure: { code: 'netbox-refused', detail: 'No permission.' },
    });
    expect(asked).toEqual([SEARCH, 'post 7 /56']);
  });

  test('that finds the pool exhausted may have met its own late sister, which took the last prefix', async () => {
    const { asked, obtained } = await obtain([[], [made(42)]], [{ outcome: 'exhausted' }]);
    expect(obtained).toMatchObject({ outcome: 'obtained', prefix: { id: 42 } });
    expect(asked).toEqual([SEARCH, 'post 7 /56', SEARCH]);
  });

  test('that finds the pool exhausted leads to the next pool, and after the last to a failure', async () => {
    const second = made(42, '2001:db9::/56');
    const posts: NetBoxAllocation[] = [{ outcome: 'exhausted' }, { outcome: 'allocated', prefix: second }];
    const { asked, obtained } = await obtain([[], []], posts);
    expect(obtained).toEqual({ outcome: 'obtained', prefix: second, pool: SECOND_POOL });
    expect(asked).toEqual([SEARCH, 'post 7 /56', SEARCH, 'post 8 /56']);
    const full = await obtain([[], [], []], [{ outcome: 'exhausted' }, { outcome: 'exhausted' }]);
    expect(full.obtained).toMatchObject({
      outcome: 'failed',
      failure: { code: 'pool-exhausted', detail: expect.stringContaining('in pool 7, 8') },
    });
  });

  test('goes only to pools in which the tenant has room', async () => {
    const prefix = made(42, '2001:db9::/56');
    const some = await obtain([[]], [{ outcome: 'allocated', prefix }], { ...BOTH, withRoom: [SECOND_POOL] });
    expect(some.asked).toEqual([SEARCH, 'post 8 /56']);
    const none = await obtain([[]], [], { ...BOTH, withRoom: [] });
    expect(none.obtained).toMatchObject({ failure: { code: 'pool-exhausted' } });
  });

  test.each<NetBoxAllocation>([UNKNOWN, { outcome: 'duplicate' }])(
    'whose answer is $outcome is followed by a search, which may find its prefix',
    async (answer) => {
      const { asked, obtained } = await obtain([[], [made(42)]], [answer]);
      expect(obtained).toMatchObject({ outcome: 'obtained', prefix: { id: 42 } });
      expect(asked).toEqual([SEARCH, 'post 7 /56', SEARCH]);
    },
  );

  test.each<NetBoxAllocation>([UNKNOWN, { outcome: 'duplicate' }])(
    'whose answer is $outcome is not followed by another one where the search finds nothing',
    async (answer) => {
      const { asked, deps } = scripted([[], []], [answer]);
      await expect(obtainPrefix(LEASE, BOTH, deps)).rejects.toMatchObject({
        code: 'netbox-unavailable',
        message: expect.stringContaining('Repeat the call with the same Idempotency-Key'),
        facts: { retryAfterSeconds: 40, lease: { epoch: 100 } },
      });
      expect(asked).toEqual([SEARCH, 'post 7 /56', SEARCH]);
    },
  );

  test('that outlasts its intent may be repeated in a second', async () => {
    const { deps } = scripted([[], []], [UNKNOWN]);
    const late = { ...deps, clock: () => INTENT.until + SECOND };
    await expect(obtainPrefix(LEASE, BOTH, late)).rejects.toMatchObject({ facts: { retryAfterSeconds: 1 } });
  });

  test.each([
    ['in none of the pools', { cidr: '2001:dbf::/56' }],
    ['of another length', { cidr: '2001:db8::/57' }],
    ['in a VRF that the pool is not in', { vrfId: 3 }],
  ])('that makes a prefix %s is taken for a refusal', async (_where, wrong) => {
    const prefix = { ...made(42), ...wrong };
    const { obtained } = await obtain([[]], [{ outcome: 'allocated', prefix }]);
    expect(obtained).toMatchObject({ outcome: 'failed', failure: { code: 'netbox-refused' } });
  });
});
