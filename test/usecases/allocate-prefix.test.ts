import { describe, expect, test } from '@jest/globals';
import type { KeptAnswer, Lease } from '../../shared/domain/lease.ts';
import { allocatePrefix } from '../../shared/usecases/allocate-prefix.ts';
import type { NetBox } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { HELD, INTENT, KEY, leaseIn, MINUTE, NOON, SECOND, without } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const call = (key: string, bodyHash = 'body') => ({ action: 'allocate', key, bodyHash }) as const;
/** The answer to a revoke, kept with its key. */
const REVOKED: KeptAnswer = { f: 'body', a: 'revoke', s: 202, t: NOON, r: { state: 'revoking' }, e: '"5.0"' };

const CALL = { key: KEY, call: call('k') };

const silent = (deps: Deps): Deps => ({
  ...deps,
  netbox: new Proxy(deps.netbox, {
    get: (_, method) => () => Promise.reject(new Error(`NetBox was asked: ${String(method)}`)),
  }),
});

const netboxWith = (deps: Deps, over: Partial<NetBox>): Deps => ({
  ...deps,
  netbox: { ...deps.netbox, ...over },
});

describe('an allocation', () => {
  test('makes the lease allocated, the prefix claimed, and an object in NetBox with the mark of its epoch', async () => {
    const { deps, lease, objects, rows, pool } = await usecaseWorld();
    const answer = await allocatePrefix({ ...CALL, eventAt: NOON - SECOND }, deps);
    const [object] = await objects();
    const cidr = '2001:db8::/56';
    expect(answer).toMatchObject({
      status: 201,
      replayed: false,
      facts: { state: 'allocated', prefix: cidr, netboxPrefixId: object?.id, allocatedAt: NOON },
      etag: `"${NOON + 1}.0"`,
    });
    expect(object).toMatchObject({ cidr, lease: 'acme/line-1', claim: `acme/line-1/${NOON}` });
    expect(await lease()).toMatchObject({ state: 'allocated', length: 56, lastEventAt: NOON - SECOND });
    expect(await lease()).not.toHaveProperty('intent');
    expect([...rows.claims.values()]).toMatchObject([
      { cidr, state: 'held', epoch: NOON, netboxPrefixId: object?.id, poolId: pool.netboxPoolId },
    ]);
  });

  test('without a key, an event or a wish is one too', async () => {
    const { deps } = await usecaseWorld();
    expect(await allocatePrefix({ key: KEY }, deps)).toMatchObject({ status: 201 });
  });

  test('repeated with its key is answered as it was at first, and asks NetBox nothing', async () => {
    const { deps, clock, objects } = await usecaseWorld();
    const first = await allocatePrefix(CALL, deps);
    clock.now += 60 * MINUTE;
    expect(await allocatePrefix(CALL, silent(deps))).toEqual({ ...first, replayed: true });
    expect(await objects()).toHaveLength(1);
  });

  test('takes the pool and the length that the call names', async () => {
    const { deps, pool } = await usecaseWorld();
    const length = 60;
    const second = { ...pool, netboxPoolId: pool.netboxPoolId + 1, cidr: '2001:db9::/48', length };
    await deps.inventory.putPool(KEY.tenant, second);
    const { netboxPoolId } = pool;
    expect(await refusedCode(allocatePrefix({ ...CALL, netboxPoolId, prefixSize: 60 }, deps))).toBe(
      'length-not-served',
    );
    expect(await allocatePrefix({ ...CALL, netboxPoolId, prefixSize: 56 }, deps)).toMatchObject({
      facts: { prefix: '2001:db8::/56' },
    });
  });
});

describe('what cannot be allocated is judged before anything is begun', () => {
  test.each([
    { what: 'a lease that holds a prefix', code: 'illegal-transition', lease: leaseIn('active') },
    {
      what: 'a profile that takes no prefix',
      code: 'wrong-assignment-mode',
      lease: { profile: { mode: 'none' } },
    },
    { what: 'another version than If-Match names', code: 'precondition-failed', request: { ifMatch: 4 } },
    {
      what: 'an event older than the last',
      code: 'late-event',
      lease: { lastEventAt: NOON },
      request: { eventAt: NOON - 1 },
    },
    { what: 'a pool that is not the tenant’s', code: 'unknown-pool', request: { netboxPoolId: 4_711 } },
    { what: 'a length that no pool delegates', code: 'length-not-served', request: { prefixSize: 48 } },
    {
      what: 'a preassigned prefix that is in no pool',
      code: 'preassigned-prefix-unusable',
      lease: { profile: { mode: 'pd', preassigned: '2001:dbf::/56' } },
    },
    { what: 'a key of another request', code: 'idempotency-key-reused', lease: { idem: { k: REVOKED } } },
  ])('$what: $code', async ({ code, lease = {}, request = {} }) => {
    const { deps, store, rows } = await usecaseWorld();
    store({ ...leaseIn('revoked'), ...lease } as Lease);
    expect(await refusedCode(allocatePrefix({ ...CALL, ...request }, silent(deps)))).toBe(code);
    expect(rows.records).toEqual([]);
  });

  test('If-Match of a subscriber without a lease matches nothing', async () => {
    const { deps } = await usecaseWorld();
    expect(await refusedCode(allocatePrefix({ ...CALL, ifMatch: '*' }, deps))).toBe('precondition-failed');
  });
});

describe('an allocation that is under way', () => {
  const pending = leaseIn('pending', { intent: { ...INTENT, key: 'k', bodyHash: 'body' } });

  test('is its caller’s until its time is over, and then resumed by the same key in the same epoch', async () => {
    const { deps, clock, store, objects } = await usecaseWorld();
    store(pending);
    await expect(allocatePrefix(CALL, deps)).rejects.toMatchObject({
      code: 'allocation-running',
      facts: { retryAfterSeconds: 45 },
    });
    clock.now += 46 * SECOND;
    expect(await allocatePrefix(CALL, deps)).toMatchObject({ status: 201 });
    expect(await objects()).toMatchObject([{ claim: 'acme/line-1/100' }]);
  });

  test('is begun anew, in another epoch, by another key', async () => {
    const { deps, clock, store, objects, lease } = await usecaseWorld();
    store(pending);
    clock.now += 46 * SECOND;
    await allocatePrefix({ ...CALL, call: call('other') }, deps);
    expect(await objects()).toMatchObject([{ claim: 'acme/line-1/101' }]);
    expect(await lease()).toMatchObject({ orphans: { next: NOON + 15 * MINUTE } });
  });
});

test('a call under If-Match is judged when it begins, and its repeat is not judged by what it changed', async () => {
  const { deps, clock, store } = await usecaseWorld();
  store(leaseIn('revoked'));
  const lost = async () => ({ outcome: 'unknown', reason: 'HTTP 502' }) as const;
  const asked = { ...CALL, ifMatch: 5 };
  expect(await refusedCode(allocatePrefix(asked, netboxWith(deps, { allocateNext: lost })))).toBe(
    'netbox-unavailable',
  );
  clock.now += 46 * SECOND;
  expect(await refusedCode(allocatePrefix({ ...asked, call: call('other') }, deps))).toBe(
    'precondition-failed',
  );
  expect(await allocatePrefix(asked, deps)).toMatchObject({ status: 201 });
});

describe('a NetBox that gives no prefix', () => {
  test.each([
    ['is exhausted', { outcome: 'exhausted' } as const, 'pool-exhausted'],
    ['refuses', { outcome: 'refused', reason: 'No permission.' } as const, 'netbox-refused'],
  ])('and %s fails the lease of that epoch with its cause', async (_how, answer, code) => {
    const { deps, lease } = await usecaseWorld();
    const ending = allocatePrefix(CALL, netboxWith(deps, { allocateNext: async () => answer }));
    await expect(ending).rejects.toMatchObject({ code, facts: { lease: { state: 'failed' } } });
    expect(await lease()).toMatchObject({ state: 'failed', failure: { code }, orphans: {} });
  });

  test('and does not say so leaves the lease pending, for the same key to find what it made', async () => {
    const { deps, clock, lease, objects } = await usecaseWorld();
    let isAway = true;
    const lost = netboxWith(deps, {
      allocateNext: async (...asked) => {
        await deps.netbox.allocateNext(...asked);
        return { outcome: 'unknown', reason: 'no answer' };
      },
      findByClaim: async (claim) => (isAway ? [] : deps.netbox.findByClaim(claim)),
    });
    expect(await refusedCode(allocatePrefix(CALL, lost))).toBe('netbox-unavailable');
    expect(await lease()).toMatchObject({ state: 'pending' });
    isAway = false;
    clock.now += 46 * SECOND;
    const answer = await allocatePrefix(CALL, lost);
    expect(await objects()).toMatchObject([{ id: answer.facts.netboxPrefixId }]);
  });

  test('because the tenant has had its share of it fails the lease as exhausted', async () => {
    const { deps, rows, pool } = await usecaseWorld({ maxPrefixes: 1 });
    rows.sums.set(KEY.tenant, { [`pool:${pool.netboxPoolId}`]: 1 });
    expect(await refusedCode(allocatePrefix(CALL, deps))).toBe('pool-exhausted');
  });
});

test('a lease without a profile gets one as it is allocated', async () => {
  const { deps, store, lease } = await usecaseWorld();
  store(without(leaseIn('failed'), 'profile'));
  await allocatePrefix(CALL, deps);
  expect(await lease()).toMatchObject({ state: 'allocated', profile: { mode: 'pd' } });
});

test('a failed lease that holds a prefix is not given another', async () => {
  const { deps, store } = await usecaseWorld();
  store(leaseIn('failed', { held: HELD }));
  expect(await refusedCode(allocatePrefix(CALL, deps))).toBe('illegal-transition');
});
