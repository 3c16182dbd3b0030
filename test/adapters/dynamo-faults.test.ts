import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { claimItem, leaseItem } from '../../shared/adapters/dynamo-items.ts';
import { finishAllocation } from '../../shared/domain/allocation.ts';
import { absent, equal } from '../../shared/domain/condition.ts';
import { changeService } from '../../shared/domain/service.ts';
import { purge } from '../../shared/domain/upkeep.ts';
import { CLAIM, DAY, HELD, KEY, leaseIn, NOON } from '../support/leases.ts';
import { mockedTable } from '../support/mocked-table.ts';
import { cancelledBy, conflict, PASSING, refused, refusedWith } from '../support/table-errors.ts';

const active = leaseIn('active');
const suspend = changeService(active, { action: 'suspend', session: {} }, NOON);
const pending = leaseIn('pending');
const allocate = finishAllocation(pending, { held: HELD, claim: 'put' }, NOON);
const APPLIED = { applied: true };

describe('what passes by itself', () => {
  test.each(Object.entries(PASSING))('%s is waited out and never read as a refusal', async (_, error) => {
    const { leases, pauses, mock } = mockedTable();
    mock.on(UpdateCommand).rejectsOnce(error()).rejectsOnce(error()).resolves({});
    expect(await leases.apply(suspend)).toEqual(APPLIED);
    expect(pauses).toEqual([12.5, 25]);
  });

  test.each(Object.entries(PASSING))(
    '%s that does not pass ends as contended, after five repeats',
    async (_, error) => {
      const { leases, pauses, mock } = mockedTable();
      mock.on(UpdateCommand).rejects(error());
      await expect(leases.apply(suspend)).rejects.toMatchObject({
        code: 'contended',
        facts: { retryAfterSeconds: 1 },
      });
      expect(mock.calls()).toHaveLength(6);
      expect(pauses).toEqual([12.5, 25, 50, 100, 200]);
    },
  );

  test('every repeat of a write has the same writeId', async () => {
    const { leases, mock } = mockedTable();
    mock.on(UpdateCommand).rejectsOnce(conflict()).resolves({});
    await leases.apply(suspend);
    const [first, second] = mock.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
    expect(second).toEqual(first);
    expect(Object.values(first?.ExpressionAttributeValues ?? {})).toContain('mine');
  });

  test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'a transaction that was cancelled for %s is waited out, even where the claim refuses too',
    async (code) => {
      const { leases, pauses, mock } = mockedTable();
      mock
        .on(TransactWriteCommand)
        .rejectsOnce(cancelledBy({ code }, refused(claimItem(CLAIM))))
        .rejectsOnce(cancelledBy(undefined, { code }))
        .resolves({});
      expect(await leases.apply(allocate)).toEqual(APPLIED);
      expect(pauses).toHaveLength(2);
      const tokens = mock
        .commandCalls(TransactWriteCommand)
        .map(({ args }) => args[0].input.ClientRequestToken);
      expect(tokens).toEqual(['mine', 'mine', 'mine']);
    },
  );

  test('any other error is thrown as it is, at once', async () => {
    const { leases, claims, statistics, pauses, mock } = mockedTable();
    const denied = Object.assign(new Error('denied'), {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    mock.onAnyCommand().rejects(denied);
    await expect(leases.apply(suspend)).rejects.toBe(denied);
    await expect(leases.read(KEY)).rejects.toBe(denied);
    await expect(claims.change({ key: CLAIM, when: absent('state'), to: CLAIM })).rejects.toBe(denied);
    await expect(statistics.count({ tenant: 'acme', markers: [], add: { profile: 1 } })).rejects.toBe(denied);
    expect(pauses).toEqual([]);
  });

  test('a transaction that was cancelled for what is no condition is no refusal', async () => {
    const { leases, mock } = mockedTable();
    mock.on(TransactWriteCommand).rejects(cancelledBy({ code: 'ValidationError' }, undefined));
    await expect(leases.apply(allocate)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    mock
      .on(TransactWriteCommand)
      .rejects(Object.assign(new Error('x'), { name: 'TransactionCanceledException' }));
    await expect(leases.apply(allocate)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });
});

describe('a refusal', () => {
  test('that shows this write’s own id is its success, its answer lost', async () => {
    const { leases, mock } = mockedTable();
    const own = leaseItem({ ...active, writeId: 'mine' });
    mock.on(UpdateCommand).rejectsOnce(PASSING['a broken connection']()).rejects(refusedWith(own));
    expect(await leases.apply(suspend)).toEqual(APPLIED);
  });

  test('that shows another’s id is a refusal, with the lease as it was', async () => {
    const { leases, mock } = mockedTable();
    mock.on(UpdateCommand).rejects(refusedWith(leaseItem(active)));
    expect(await leases.apply(suspend)).toEqual({ applied: false, current: active, claimTaken: false });
  });

  test('of a transaction that shows this write’s own id on the lease is its success', async () => {
    const { leases, mock } = mockedTable();
    const lease = leaseItem(leaseIn('allocated', { writeId: 'mine' }));
    const claim = claimItem({ ...CLAIM, writeId: 'mine' });
    mock.on(TransactWriteCommand).rejects(cancelledBy(refused(lease), refused(claim)));
    expect(await leases.apply(allocate)).toEqual(APPLIED);
  });

  test('of the claim alone says so, and one of the lease does not', async () => {
    const { leases, mock } = mockedTable();
    mock.on(TransactWriteCommand).rejectsOnce(cancelledBy(undefined, refused(claimItem(CLAIM))));
    expect(await leases.apply(allocate)).toEqual({ applied: false, claimTaken: true });
    mock.on(TransactWriteCommand).rejects(cancelledBy(refused(leaseItem(pending)), undefined));
    expect(await leases.apply(allocate)).toEqual({ applied: false, current: pending, claimTaken: false });
  });

  test('that shows no lease is one, but not to a write that takes the lease away', async () => {
    const { leases, mock } = mockedTable();
    mock.on(UpdateCommand).rejects(refusedWith(undefined));
    expect(await leases.apply(suspend)).toEqual({ applied: false, claimTaken: false });
    mock.on(UpdateCommand).rejects(refusedWith({}));
    expect(await leases.apply(suspend)).toEqual({ applied: false, claimTaken: false });
    mock.on(DeleteCommand).rejects(refusedWith(undefined));
    expect(await leases.apply(purge(leaseIn('revoked'), NOON + 90 * DAY))).toEqual(APPLIED);
  });

  test('of a claim that shows this write’s own id is its success', async () => {
    const { claims, mock } = mockedTable();
    const change = { key: CLAIM, when: absent('state'), to: CLAIM };
    mock.on(PutCommand).rejects(refusedWith(claimItem({ ...CLAIM, writeId: 'mine' })));
    expect(await claims.change(change)).toBe(true);
    mock.on(PutCommand).rejects(refusedWith(claimItem(CLAIM)));
    expect(await claims.change(change)).toBe(false);
  });

  test('of a drop that shows no claim is its success', async () => {
    const { claims, mock } = mockedTable();
    const drop = { key: CLAIM, when: equal('netboxPrefixId', 42), to: undefined };
    mock.on(DeleteCommand).rejects(refusedWith(undefined));
    expect(await claims.change(drop)).toBe(true);
    mock.on(DeleteCommand).rejects(refusedWith(claimItem(CLAIM)));
    expect(await claims.change(drop)).toBe(false);
  });
});
