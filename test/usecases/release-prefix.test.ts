import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import type { NetBox, NetBoxChange, NetBoxPrefix, Withdrawal } from '../../shared/usecases/netbox.ts';
import { releasePrefix } from '../../shared/usecases/release-prefix.ts';
import { HELD, KEY, without } from '../support/leases.ts';
import { leaseName } from '../support/memory-rows.ts';
import { memoryTable } from '../support/memory-table.ts';
import { OVERTAKEN, RUN, revokedBy } from '../support/revoking.ts';

const OBJECT: NetBoxPrefix = {
  id: HELD.netboxPrefixId,
  cidr: HELD.cidr,
  status: 'active',
  lease: 'acme/line-1',
  claim: 'acme/line-1/100',
  etag: 'W/"1"',
};

type Plan = { lease: Lease | undefined; object?: NetBoxPrefix | undefined; answer?: NetBoxChange };

/** Releases against a NetBox that has this object (or, by undefined, none) and answers so; and what it was asked. */
const release = async ({ lease, object, answer = { outcome: 'done' } }: Plan) => {
  const { leases, rows } = memoryTable();
  if (lease !== undefined) rows.leases.set(leaseName(KEY), lease);
  const asked: unknown[] = [];
  const netbox = {
    readPrefix: async (id: number) => {
      asked.push(`read ${id}`);
      return object;
    },
    remove: async (found: NetBoxPrefix) => {
      asked.push({ removed: found });
      return answer;
    },
    withdraw: async (found: NetBoxPrefix, to: Withdrawal) => {
      asked.push({ withdrawn: found, to });
      return answer;
    },
  } as unknown as NetBox;
  return { outcome: await releasePrefix(RUN, { leases, netbox }), asked };
};

const DONE = { outcome: 'done' };

test.each(OVERTAKEN)('where $how NetBox is not asked', async ({ lease }) => {
  const { outcome, asked } = await release({ lease, object: OBJECT });
  expect(outcome).toEqual({ outcome: 'superseded' });
  expect(asked).toEqual([]);
});

test('a lease that holds no prefix has none to release', async () => {
  const { outcome, asked } = await release({ lease: without(revokedBy(), 'held' as never) });
  expect(outcome).toEqual(DONE);
  expect(asked).toEqual([]);
});

test('a prefix is not released while its session may live', async () => {
  const { outcome, asked } = await release({ lease: revokedBy({ disconnect: true }), object: OBJECT });
  expect(outcome).toMatchObject({
    outcome: 'failed',
    failure: { code: 'disconnect-failed', healing: true, detail: expect.stringContaining('may live') },
  });
  expect(asked).toEqual([]);
});

test('a prefix whose session is known to be gone is deleted, by the id of its object', async () => {
  const lease = revokedBy({ disconnect: true, disconnected: 'already_gone' });
  const { outcome, asked } = await release({ lease, object: OBJECT });
  expect(outcome).toEqual(DONE);
  expect(asked).toEqual(['read 42', { removed: OBJECT }]);
});

test('a prefix that NetBox no longer has is released', async () => {
  const { outcome, asked } = await release({ lease: revokedBy(), object: undefined });
  expect(outcome).toEqual(DONE);
  expect(asked).toEqual(['read 42']);
});

test.each([
  {
    what: 'quarantined',
    revocation: { quarantineSeconds: 60 },
    status: 'deprecated',
    claim: 'quarantine/42',
  },
  { what: 'withheld', revocation: { release: false }, status: 'reserved', claim: 'withheld/42' },
  {
    what: 'withheld, whatever the quarantine,',
    revocation: { release: false, quarantineSeconds: 60 },
    status: 'reserved',
    claim: 'withheld/42',
  },
])('a prefix that is to be $what stays in NetBox out of first-fit’s reach', async (rule) => {
  const { outcome, asked } = await release({ lease: revokedBy(rule.revocation), object: OBJECT });
  expect(outcome).toEqual(DONE);
  expect(asked).toEqual(['read 42', { withdrawn: OBJECT, to: { claim: rule.claim, status: rule.status } }]);
});

describe('whose the object is, is judged before it is touched', () => {
  test.each(['quarantine/42', 'withheld/42'])(
    '%s is the mark of an earlier try of this release',
    async (claim) => {
      const object = { ...OBJECT, claim };
      expect((await release({ lease: revokedBy(), object })).asked).toEqual(['read 42', { removed: object }]);
    },
  );

  test.each([
    'acme/line-1/101',
    'acme/line-1/99',
    'acme/line-1/1000',
    'acme/line-1/10',
    'xacme/line-1/100',
    'acme/line-2/100',
    'other/line-1/100',
    'quarantine/43',
    'withheld/43',
    undefined,
  ])('%s is none of ours, and the object stays as it is', async (claim) => {
    const { claim: _, ...unmarked } = OBJECT;
    const object = claim === undefined ? unmarked : { ...OBJECT, claim };
    for (const revocation of [{}, { quarantineSeconds: 60 }, { release: false }]) {
      const { outcome, asked } = await release({ lease: revokedBy(revocation), object });
      expect(outcome).toMatchObject({
        outcome: 'failed',
        failure: { code: 'netbox-refused', detail: expect.stringContaining(`"${claim ?? ''}"`) },
      });
      expect(asked).toEqual(['read 42']);
    }
  });
});

test.each<{ answer: NetBoxChange; code: string }>([
  { answer: { outcome: 'changed' }, code: 'netbox-refused' },
  { answer: { outcome: 'refused', reason: 'No permission.' }, code: 'netbox-refused' },
  { answer: { outcome: 'unknown', reason: 'no answer in 20 s' }, code: 'netbox-unavailable' },
])('a NetBox whose answer is $answer.outcome has not released the prefix', async ({ answer, code }) => {
  for (const revocation of [{}, { quarantineSeconds: 60 }]) {
    const { outcome } = await release({ lease: revokedBy(revocation), object: OBJECT, answer });
    const detail = expect.stringContaining('reason' in answer ? answer.reason : 'was edited');
    expect(outcome).toMatchObject({ outcome: 'failed', failure: { code, healing: true, detail } });
  }
});

test('an object that is gone by the time it is released is released', async () => {
  const { outcome } = await release({ lease: revokedBy(), object: OBJECT, answer: { outcome: 'gone' } });
  expect(outcome).toEqual(DONE);
});
