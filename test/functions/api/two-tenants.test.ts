import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lease } from '../../../shared/domain/lease.ts';
import { STATES, type State } from '../../../shared/domain/lifecycle.ts';
import { type ApiWorld, apiWorld } from '../../support/api-world.ts';
import { FUZZ_MILLISECONDS, fuzzOf } from '../../support/fuzz.ts';
import { HELD, leaseIn, NOON } from '../../support/leases.ts';
import { leaseName } from '../../support/memory-rows.ts';
import type { Known } from '../../support/openapi-bodies.ts';
import { type GeneratedRequest, generatedRequest } from '../../support/openapi-requests.ts';

const { requests: REQUESTS, seed } = fuzzOf(process.env, 2_000);
const REQUESTS_EACH = 50;

const TENANT = { tenant_id: 'acme', scope: 'ipv6:read ipv6:write' };
const PLATFORM = (tenant: string) => ({ tenant_id: tenant, scope: 'platform:admin' });

/** What a request of `acme` may name: its own, what is the other tenant's, and what is nobody's. */
const KNOWN: Known = {
  subscribers: [...STATES, 'nobody'],
  pools: ['1', '2', '999'],
  nas: ['192.0.2.1', '198.51.100.1'],
  prefixes: ['2001:db8:0:100::/56', '2001:db9:0:100::/56'],
  prefixSizes: [56, 60],
};

/** Two lives of the other tenant that have nothing in common but how many objects are in NetBox. */
const LIVES: readonly { states: readonly State[]; session: string; time: number }[] = [
  { states: STATES, session: 'anna', time: 0 },
  { states: [...STATES.slice(1), ...STATES.slice(0, 1)], session: 'berta', time: 77_000 },
];

const leaseOf = (state: State, index: number, { session, time }: (typeof LIVES)[number]): Lease => {
  const key = { tenant: 'other', subscriber: STATES[index] as string };
  const lease = leaseIn(state, { ...key, version: 5 + time, updatedAt: NOON + time } as never);
  const held = { ...HELD, cidr: `2001:db9:0:${index + 8}00::/56`, poolId: 2, netboxPrefixId: 1000 + index };
  return {
    ...lease,
    ...('held' in lease ? { held } : {}),
    ...('session' in lease ? { session: { username: session, acctSessionId: `${session}-1` } } : {}),
  } as Lease;
};

/** `acme` with a pool, a NAS and a lease in each state, beside one life of the other tenant. */
const worldBeside = async (life: (typeof LIVES)[number]): Promise<ApiWorld> => {
  const world = apiWorld();
  const pools = ['2001:db8::/40', '2001:db9::/40'].map((cidr) => world.netbox.addPool(cidr));
  for (const [index, tenant] of ['acme', 'other'].entries()) {
    const claims = PLATFORM(tenant);
    await world.call('putPool', { claims, id: String(pools[index]), body: { prefixSize: 56 } });
    await world.call('putNas', { claims, id: KNOWN.nas[index] as string, body: { secret: 'testing123' } });
  }
  STATES.forEach((state, index) => {
    const key = { tenant: 'acme', subscriber: state };
    const lease = leaseIn(state, key);
    const held = { ...HELD, cidr: `2001:db8:0:${index + 8}00::/56`, poolId: 1, netboxPrefixId: 2000 + index };
    world.table.rows.leases.set(leaseName(key), 'held' in lease ? { ...lease, held } : lease);
  });
  life.states.forEach((state, index) => {
    const lease = leaseOf(state, index, life);
    world.table.rows.leases.set(leaseName(lease), lease);
  });
  return world;
};

const rowsOfOther = ({ table: { rows }, secrets }: ApiWorld): unknown => {
  const own = <T>(map: Map<string, T>) => [...map].filter(([name]) => name.startsWith('other#'));
  return structuredClone({
    leases: own(rows.leases),
    pools: own(rows.pools),
    nas: own(rows.nas),
    markers: own(rows.markers),
    sums: rows.sums.get('other'),
    secrets: [...secrets].filter(([name]) => name.includes('/other/')),
  });
};

test(
  'what a tenant is answered does not depend on another tenant by one byte, nor touch it',
  async () => {
    let compared = 0;
    const send = async (requests: readonly GeneratedRequest[]): Promise<void> => {
      const worlds = await Promise.all(LIVES.map(worldBeside));
      const before = worlds.map(rowsOfOther);
      for (const { route, call } of requests) {
        const [one, two] = await Promise.all(
          worlds.map(async (world) => {
            const { status, headers, text } = await world.call(route, { ...call, claims: TENANT });
            // Drawn by chance where the caller sends none.
            const { 'X-Correlation-Id': _, ...others } = headers;
            return { status, headers: others, text };
          }),
        );
        expect(one).toEqual(two);
        compared += 1;
      }
      expect(worlds.map(rowsOfOther)).toEqual(before);
    };
    const sequence = fc.array(generatedRequest(KNOWN), {
      minLength: REQUESTS_EACH,
      maxLength: REQUESTS_EACH,
    });
    await fc.assert(fc.asyncProperty(sequence, send), {
      ...seed,
      numRuns: Math.ceil(REQUESTS / REQUESTS_EACH),
    });
    expect(compared).toBeGreaterThanOrEqual(REQUESTS);
  },
  FUZZ_MILLISECONDS,
);

test('the two lives differ in what each of them is answered', async () => {
  const worlds = await Promise.all(LIVES.map(worldBeside));
  const seen = await Promise.all(
    worlds.map((world) =>
      Promise.all(
        STATES.map(async (id) => {
          const claims = { tenant_id: 'other', scope: 'ipv6:read' };
          return (await world.call('getStatus', { id, claims })).text;
        }),
      ),
    ),
  );
  expect(seen[0]?.filter((text, index) => text === seen[1]?.[index])).toEqual([]);
});
