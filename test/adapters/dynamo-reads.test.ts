import { BatchGetCommand, QueryCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { leaseItem, tenureItem } from '../../shared/adapters/dynamo-items.ts';
import { DAY, HELD, KEY, leaseIn, NOON } from '../support/leases.ts';
import { mockedTable } from '../support/mocked-table.ts';

const active = leaseIn('active');

describe('an answer in parts', () => {
  const marker = (subscriber: string) => ({
    pk: `TENANT#acme#SUB#${subscriber}`,
    sk: 'COUNTED',
    v: 5,
    f: ['profile'],
  });

  test('has the rest of a batch asked for again', async () => {
    const { statistics, pauses, mock } = mockedTable();
    const [first, second] = [marker('line-1'), marker('line-2')];
    const left = { Keys: [{ pk: second.pk, sk: second.sk }], ConsistentRead: true };
    mock
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { 'leasehold-test': [first] }, UnprocessedKeys: { 'leasehold-test': left } })
      .resolves({ Responses: { 'leasehold-test': [second] } });
    const markers = await statistics.readMarkers([KEY, { tenant: 'acme', subscriber: 'line-2' }]);
    expect(markers.map(({ key }) => key.subscriber)).toEqual(['line-1', 'line-2']);
    expect(mock.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems).toEqual({
      'leasehold-test': left,
    });
    expect(pauses).toEqual([12.5]);
  });

  test('that never ends is contended', async () => {
    const { statistics, mock } = mockedTable();
    const left = { Keys: [{ pk: 'a', sk: 'b' }] };
    mock.on(BatchGetCommand).resolves({ UnprocessedKeys: { 'leasehold-test': left } });
    await expect(statistics.sums('acme')).rejects.toMatchObject({ code: 'contended' });
  });

  test('a batch of more than a hundred is several', async () => {
    const { statistics, mock } = mockedTable();
    mock.on(BatchGetCommand).resolves({});
    const keys = Array.from({ length: 201 }, (_, index) => ({ tenant: 'acme', subscriber: `line-${index}` }));
    expect(await statistics.readMarkers(keys)).toEqual([]);
    const sizes = mock
      .commandCalls(BatchGetCommand)
      .map(({ args }) => args[0].input.RequestItems?.['leasehold-test']?.Keys?.length);
    expect(sizes).toEqual([100, 100, 1]);
  });

  test('of a query or a scan is read to its end', async () => {
    const { claims, statistics, leases, inventory, mock } = mockedTable();
    const tenure = tenureItem({ ...HELD, ...KEY, epoch: 1, until: NOON + 1 });
    const from = { pk: tenure.pk, sk: tenure.sk };
    mock
      .on(QueryCommand)
      .resolvesOnce({ LastEvaluatedKey: from })
      .resolvesOnce({ Items: [tenure] })
      .resolves({});
    expect(await claims.listTenures(HELD)).toHaveLength(1);
    expect(mock.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(from);
    mock
      .on(ScanCommand)
      .resolvesOnce({ Items: [leaseItem(active)], LastEvaluatedKey: from })
      .resolves({});
    const scanned = [];
    for await (const lease of statistics.scanLeases('acme')) scanned.push(lease);
    expect(scanned).toEqual([active]);
    expect(mock.commandCalls(ScanCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(from);
    expect(await leases.listDue(NOON, 5)).toEqual([]);
    expect(await inventory.listPools('acme')).toEqual([]);
  });
});

test('what is due is read to as many as were asked for, in pages', async () => {
  const { leases, mock } = mockedTable();
  const entry = (number: number) => ({ pk: `TENANT#acme#SUB#line-${number}`, sk: 'LEASE', dueAt: number });
  const from = { pk: 'TENANT#acme#SUB#line-1', sk: 'LEASE', dueShard: '0', dueAt: 1 };
  mock
    .on(QueryCommand)
    .resolves({})
    .on(QueryCommand, { ExpressionAttributeValues: { ':shard': '0', ':now': NOON } })
    .resolvesOnce({ Items: [entry(1)], LastEvaluatedKey: from })
    .resolvesOnce({ Items: [entry(2)], LastEvaluatedKey: from });
  const due = await leases.listDue(NOON, 2);
  expect(due).toMatchObject([{ key: { subscriber: 'line-1' } }, { key: { subscriber: 'line-2' } }]);
  const asked = mock
    .commandCalls(QueryCommand)
    .map(({ args }) => args[0].input)
    .filter(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[':shard'] === '0');
  expect(asked.map(({ Limit, ExclusiveStartKey }) => [Limit, ExclusiveStartKey])).toEqual([
    [2, undefined],
    [1, from],
  ]);
});

describe('a marker of a lease that is gone', () => {
  test('expires two days later, and that of a lease that lives does not', async () => {
    const { statistics, mock } = mockedTable();
    mock.on(TransactWriteCommand).resolves({});
    const marker = { key: KEY, version: 6, facets: [], seen: 5 };
    await statistics.count({ tenant: 'acme', markers: [{ ...marker, gone: true }], add: {} });
    await statistics.count({ tenant: 'acme', markers: [{ ...marker, gone: false }], add: {} });
    const items = mock
      .commandCalls(TransactWriteCommand)
      .map(({ args }) => args[0].input.TransactItems?.[0]?.Put?.Item);
    expect(items[0]?.expiresAt).toBe((NOON + 2 * DAY) / 1000);
    expect(items[1]).not.toHaveProperty('expiresAt');
  });
});

test('every read but that of the due index is consistent', async () => {
  const { leases, claims, inventory, statistics, mock } = mockedTable();
  mock.onAnyCommand().resolves({});
  await leases.read(KEY);
  await claims.read(HELD);
  await claims.listTenures(HELD);
  await inventory.listPools('acme');
  await inventory.listNas('acme');
  await inventory.readNas('acme', '192.0.2.1');
  await statistics.readMarkers([KEY]);
  await statistics.sums('acme');
  for await (const lease of statistics.scanLeases('acme')) expect(lease).toBeUndefined();
  const requests = mock.calls().map(({ args }) => args[0].input as Record<string, unknown>);
  const consistent = requests.map(({ RequestItems, ConsistentRead }) =>
    RequestItems === undefined
      ? ConsistentRead
      : (RequestItems as Record<string, { ConsistentRead?: boolean }>)['leasehold-test']?.ConsistentRead,
  );
  expect(consistent).toEqual(Array(9).fill(true));
});
