import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBStreamEvent } from 'aws-lambda';
import { leaseItem } from '../../shared/adapters/dynamo-items.ts';
import type { Lease } from '../../shared/domain/lease.ts';

type Image = { [name: string]: AttributeValue };

/** An item as a record of the table's stream shows it. */
export const imageOfItem = (item: Record<string, unknown>): Image =>
  marshall(item, { removeUndefinedValues: true }) as unknown as Image;

/** A lease as a record of the table's stream shows it. */
export const imageOf = (lease: Lease): Image => imageOfItem(leaseItem(lease));

/** A batch of the table's stream; the sequence numbers rise from 100. */
export const streamEventOf = (...changes: { before?: Lease; after?: Lease }[]): DynamoDBStreamEvent => ({
  Records: changes.map(({ before, after }, position) => ({
    dynamodb: {
      SequenceNumber: String(100 + position),
      Keys: { pk: { S: 'TENANT#acme#SUB#line-1' }, sk: { S: 'LEASE' } },
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
    },
  })),
});
