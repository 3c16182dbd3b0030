import { describe, expect, test } from '@jest/globals';
import type { Claim } from '../../shared/domain/claim.ts';
import { claimRevocation } from '../../shared/usecases/claim-revocation.ts';
import { finishRevocation } from '../../shared/usecases/finish-revocation.ts';
import { CLAIM, HELD, KEY, leaseIn, MINUTE, NOON, REVOCATION, without } from '../support/leases.ts';
import { leaseName, rowName } from '../support/memory-rows.ts';
import { memoryTable } from '../support/memory-table.ts';
import { OVERTAKEN, RUN, revokedBy } from '../support/revoking.ts';

const DONE = { outcome: 'done' };
const SUPERSEDED = { outcome: 'superseded' };
const ROW = rowName(HELD.space, HELD.cidr);

const worldWith = (lease: ReturnType<typeof leaseIn> | undefined, claim: Claim | undefined = CLAIM) => {
  const table = memoryTable();
  if (lease !== undefined) table.rows.leases.set(leaseName(KEY), lease);
  if (claim !== undefined) table.rows.claims.set(ROW, claim);
  return { ...table, clock: () => NOON + MINUTE };
};

describe('a run claims its revocation', () => {
  test('where nobody has it, and says until when', async () => {
    const deps = worldWith(leaseIn('revoking'));
    expect(await claimRevocation(RUN, deps)).toEqual(DONE);
    expect(await deps.leases.read(KEY)).toMatchObject({
      version: 5,
      revocation: { run: { id: 'run-1', until: NOON + 7 * MINUTE } },
    });
  });

  test('again, where it has it already', async () => {
    expect(await claimRevocation(RUN, worldWith(revokedBy()))).toEqual(DONE);
  });

  test('from a run that overstayed, and from no other', async () => {
    const other = (until: number) => worldWith(revokedBy({ run: { id: 'run-2', until } }));
    expect(await claimRevocation(RUN, other(NOON + MINUTE - 1))).toEqual(DONE);
    expect(await claimRevocation(RUN, other(NOON + MINUTE))).toEqual(SUPERSEDED);
  });

  test('and no other than its own', async () => {
    const other = leaseIn('revoking', { revocation: { ...REVOCATION, id: 9 } });
    expect(await claimRevocation(RUN, worldWith(other))).toEqual(SUPERSEDED);
    expect(await claimRevocation(RUN, worldWith(leaseIn('revoked')))).toEqual(SUPERSEDED);
    expect(await claimRevocation(RUN, worldWith(undefined))).toEqual(SUPERSEDED);
  });
});

describe('a run ends its revocation', () => {
  test('with the lease, its claim and its tenure in one write', async () => {
    const deps = worldWith(revokedBy());
    expect(await finishRevocation(RUN, deps)).toEqual(DONE);
    expect(await deps.leases.read(KEY)).toMatchObject({ state: 'revoked', revokedAt: NOON + MINUTE });
    expect(deps.rows.claims.size).toBe(0);
    expect(deps.rows.tenures).toEqual([
      { ...HELD, tenant: 'acme', subscriber: 'line-1', epoch: 100, until: NOON + MINUTE },
    ]);
  });

  test.each([
    { state: 'quarantined', revocation: { quarantineSeconds: 120 }, dueAt: NOON + 3 * MINUTE },
    { state: 'withheld', revocation: { release: false }, dueAt: NOON + (24 * 60 + 1) * MINUTE },
  ])('and keeps the prefix $state where it is to be', async ({ state, revocation, dueAt }) => {
    const deps = worldWith(revokedBy(revocation));
    expect(await finishRevocation(RUN, deps)).toEqual(DONE);
    expect(deps.rows.claims.get(ROW)).toMatchObject({ state, dueAt, netboxPrefixId: 42 });
  });

  test('of a lease that held nothing', async () => {
    const deps = worldWith(without(revokedBy(), 'held' as never), undefined);
    expect(await finishRevocation(RUN, deps)).toEqual(DONE);
    expect(deps.rows.tenures).toEqual([]);
  });

  test('once: repeated, it is done already', async () => {
    const deps = worldWith(revokedBy());
    await finishRevocation(RUN, deps);
    expect(await finishRevocation(RUN, deps)).toEqual(DONE);
    expect(deps.rows.tenures).toHaveLength(1);
  });

  test('and no other than its own', async () => {
    const other = leaseIn('revoked', { revocation: { ...REVOCATION, id: REVOCATION.id + 1 } });
    expect(await finishRevocation(RUN, worldWith(other))).toEqual(SUPERSEDED);
  });

  test('once: a twin that was faster has done it', async () => {
    const deps = worldWith(revokedBy());
    const paused = deps.faults.pause(({ move }) => move === 'finishRevoke');
    const slow = finishRevocation(RUN, deps);
    await paused.reached;
    await finishRevocation(RUN, deps);
    paused.release();
    expect(await slow).toEqual(DONE);
    expect(deps.rows.tenures).toHaveLength(1);
  });

  test.each(OVERTAKEN)('not where $how', async ({ lease }) => {
    const deps = worldWith(lease);
    expect(await finishRevocation(RUN, deps)).toEqual(SUPERSEDED);
    expect(deps.rows.claims.get(ROW)).toEqual(CLAIM);
  });

  test('not where another run took it over at the last moment', async () => {
    const deps = worldWith(revokedBy());
    const paused = deps.faults.pause(({ move }) => move === 'finishRevoke');
    const slow = finishRevocation(RUN, deps);
    await paused.reached;
    deps.rows.leases.set(leaseName(KEY), revokedBy({ run: { id: 'run-2', until: NOON } }));
    paused.release();
    expect(await slow).toEqual(SUPERSEDED);
    expect(deps.rows.claims.get(ROW)).toEqual(CLAIM);
  });

  test.each([
    { what: 'is gone', claim: undefined },
    { what: 'names another object', claim: { ...CLAIM, netboxPrefixId: 43 } as Claim },
  ])('not where its claim row $what: that is a failure with its reason', async ({ claim }) => {
    const deps = worldWith(revokedBy());
    deps.rows.claims.clear();
    if (claim !== undefined) deps.rows.claims.set(ROW, claim);
    expect(await finishRevocation(RUN, deps)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'revocation-failed', detail: expect.stringContaining(HELD.cidr), healing: true },
    });
    expect(await deps.leases.read(KEY)).toMatchObject({ state: 'revoking', held: HELD });
  });
});
