import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Pool } from '../../shared/domain/pool.ts';
import { mockedTable } from '../support/mocked-table.ts';
import { cancelledBy, PASSING, refused } from '../support/table-errors.ts';

describe('a grant', () => {
  const pool: Pool = {
    netboxPoolId: 7,
    cidr: '2001:db8::/40',
    space: 'main.global',
    length: 56,
    order: 1,
    quarantineSeconds: 0,
    stalePolicy: 'report',
  };
  const { netboxPoolId: _, ...fields } = pool;
  const row = (writeId: string) => ({ pk: 'TENANT#acme', sk: 'POOL#7', ...fields, writeId });

  test('is judged again on the registry that somebody else has written meanwhile', async () => {
    const { inventory, mock } = mockedTable();
    const registry = (version: number, length: number) => ({
      Item: { version, pools: { '8': { cidr: '2001:db8:80::/48', length, tenants: ['other'] } } },
    });
    mock.on(GetCommand, { Key: { pk: 'TENANT#acme', sk: 'POOL#7' } }).resolves({});
    mock
      .on(GetCommand, { Key: { pk: 'SPACE#main.global', sk: 'REGISTRY' } })
      .resolvesOnce(registry(1, 56))
      .resolves(registry(2, 60));
    mock.on(TransactWriteCommand).rejects(cancelledBy(undefined, refused()));
    await expect(inventory.putPool('acme', pool)).rejects.toMatchObject({ code: 'pool-overlap' });
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test('is written only over the row and the registry that it was judged on', async () => {
    const { inventory, mock } = mockedTable();
    mock.on(GetCommand, { Key: { pk: 'TENANT#acme', sk: 'POOL#7' } }).resolves({ Item: row('earlier') });
    mock
      .on(GetCommand, { Key: { pk: 'SPACE#main.global', sk: 'REGISTRY' } })
      .resolves({ Item: { version: 4, pools: {} } });
    mock.on(TransactWriteCommand).resolves({});
    expect(await inventory.putPool('acme', pool)).toBe(false);
    const items = mock.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems;
    const conditions = items?.map(({ Put }) => [
      Put?.ConditionExpression,
      Put?.ExpressionAttributeNames,
      Put?.ExpressionAttributeValues,
    ]);
    expect(conditions).toEqual([
      ['#0 = :0', { '#0': 'writeId' }, { ':0': 'earlier' }],
      ['#0 = :0', { '#0': 'version' }, { ':0': 4 }],
      [undefined, undefined, undefined],
    ]);
    expect(items?.[2]?.Put?.Item).toEqual({ pk: 'TENANTS', sk: 'acme' });
    expect(items?.[1]?.Put?.Item).toMatchObject({ version: 5 });
  });

  test('whose answer was lost is found by its writeId, and is as new as it was', async () => {
    const { inventory, mock } = mockedTable();
    mock.on(GetCommand, { Key: { pk: 'SPACE#main.global', sk: 'REGISTRY' } }).resolves({});
    mock
      .on(GetCommand, { Key: { pk: 'TENANT#acme', sk: 'POOL#7' } })
      .resolvesOnce({})
      .resolves({ Item: row('mine') });
    mock.on(TransactWriteCommand).rejects(PASSING['a broken connection']());
    expect(await inventory.putPool('acme', pool)).toBe(true);
    expect(mock.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test('of a NAS whose answer was lost is new', async () => {
    const { inventory, mock } = mockedTable();
    const nas = {
      ip: '192.0.2.1',
      port: 3799,
      profile: 'rfc5176',
      secretName: 'leasehold/nas/acme/1',
      requireMessageAuthenticator: true,
      zeroVectorQuirk: false,
    } as const;
    mock.on(PutCommand).resolves({ Attributes: { writeId: 'mine' } });
    expect(await inventory.putNas('acme', nas)).toBe(true);
    mock.on(PutCommand).resolves({ Attributes: { writeId: 'another' } });
    expect(await inventory.putNas('acme', nas)).toBe(false);
  });
});
