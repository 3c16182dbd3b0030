import type { DynamoDBRecord } from 'aws-lambda';
import { TABLE } from '../../contract/table.ts';
import type { Lease } from '../../domain/lease.ts';
import { STATES } from '../../domain/lifecycle.ts';
import type { LeaseRecord } from '../../usecases/ports.ts';
import { leaseOfImage } from '../dynamo-items.ts';

/** A record that is no lease as this version knows them, and why. */
export type UnreadableRecord = { record: DynamoDBRecord; reason: string };

const assertLease = (lease: Lease | undefined): void => {
  if (lease === undefined) return;
  if (!(STATES as readonly unknown[]).includes(lease.state)) throw new Error('its state is unknown');
  if (!Number.isSafeInteger(lease.version)) throw new Error('it has no version');
};

const leaseRecord = ({ dynamodb }: DynamoDBRecord): LeaseRecord => {
  const sequence = dynamodb?.SequenceNumber;
  if (sequence === undefined) throw new Error('it has no sequence number');
  const [before, after] = [leaseOfImage(dynamodb?.OldImage), leaseOfImage(dynamodb?.NewImage)];
  for (const lease of [before, after]) assertLease(lease);
  return {
    sequence,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
};

const isOfLease = ({ dynamodb }: DynamoDBRecord): boolean =>
  dynamodb?.Keys?.[TABLE.sortKey]?.S === TABLE.leaseSortKey;

/**
 * Reads the records of a batch, in their order. What is not of a lease is left out, although the mapping filters it
 * already: a mapping without its filter must not publish statistics as leases.
 */
export const readStreamRecords = (
  records: readonly DynamoDBRecord[],
): { leases: LeaseRecord[]; unreadable: UnreadableRecord[] } => {
  const leases: LeaseRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  for (const record of records.filter(isOfLease)) {
    try {
      leases.push(leaseRecord(record));
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it cannot be read';
      unreadable.push({ record, reason: `The record is no lease: ${why}.` });
    }
  }
  return { leases, unreadable };
};
