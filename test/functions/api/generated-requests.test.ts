import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { STATES } from '../../../shared/domain/lifecycle.ts';
import { type ApiWorld, grantedWorld } from '../../support/api-world.ts';
import { FUZZ_MILLISECONDS, fuzzOf } from '../../support/fuzz.ts';
import { HELD, leaseIn } from '../../support/leases.ts';
import { leaseName } from '../../support/memory-rows.ts';
import type { Known } from '../../support/openapi-bodies.ts';
import { conformanceFaults } from '../../support/openapi-conformance.ts';
import { type GeneratedRequest, generatedRequest } from '../../support/openapi-requests.ts';

const { requests: REQUESTS, seed } = fuzzOf(process.env, 10_000);

/** Each sequence starts in a world of its own, so that a failure can be made smaller and told again. */
const REQUESTS_EACH = 50;
const SEQUENCES = Math.ceil(REQUESTS / REQUESTS_EACH);

/** A subscriber in each state, and what `grantedWorld` has. */
const KNOWN: Known = {
  subscribers: [...STATES, 'nobody'],
  pools: ['3', '4', '999'],
  nas: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  prefixes: ['2001:db8:0:100::/56', '2001:db8:0:200::/56', '2001:db9::/60'],
  prefixSizes: [56, 56, 56, 60],
};

const populatedWorld = async (): Promise<ApiWorld> => {
  const { world, pool } = await grantedWorld();
  expect([pool, world.netbox.addPool('2001:db9::/40')].map(String)).toEqual(KNOWN.pools.slice(0, 2));
  STATES.forEach((state, index) => {
    const key = { tenant: 'acme', subscriber: state };
    const held = {
      ...HELD,
      cidr: `2001:db8:0:${index + 8}00::/56`,
      poolId: pool,
      netboxPrefixId: 1000 + index,
    };
    const lease = leaseIn(state, key);
    world.table.rows.leases.set(leaseName(key), 'held' in lease ? { ...lease, held } : lease);
  });
  return world;
};

test(
  'no generated request gets a 5xx, and every answer is as the document says',
  async () => {
    const met = new Set<number>();
    let answered = 0;
    const send = async (requests: readonly GeneratedRequest[]): Promise<void> => {
      const world = await populatedWorld();
      for (const { route, call } of requests) {
        const answer = await world.call(route, call);
        const faults = conformanceFaults(route, answer);
        if (faults.length > 0 || answer.status >= 500) {
          throw new Error(`${route} answered ${answer.status} ${answer.text}: ${faults.join('; ')}`);
        }
        met.add(answer.status);
        answered += 1;
      }
    };
    const sequence = fc.array(generatedRequest(KNOWN), {
      minLength: REQUESTS_EACH,
      maxLength: REQUESTS_EACH,
    });
    await fc.assert(fc.asyncProperty(sequence, send), { ...seed, numRuns: SEQUENCES });
    expect(answered).toBe(SEQUENCES * REQUESTS_EACH);
    // The requests are not all refused at the door: every kind of answer was met.
    expect([...met]).toEqual(
      expect.arrayContaining([200, 201, 202, 204, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422]),
    );
  },
  FUZZ_MILLISECONDS,
);
