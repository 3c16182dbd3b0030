import {
  DeleteCommand,
  type DeleteCommandInput,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { AuthorizationChange, Change, LeaseWrite, ProfileChange } from '../domain/change.ts';
import type { LeaseStore, Written } from '../usecases/ports.ts';
import { leaseAttributes } from './dynamo-attributes.ts';
import { claimTransactItem, type TransactItem, tenureTransactItem } from './dynamo-claim-writes.ts';
import { listDue } from './dynamo-due.ts';
import { conditionExpression, updateExpression } from './dynamo-expression.ts';
import { dueFields, leaseOfItem } from './dynamo-items.ts';
import { leaseItemKey } from './dynamo-keys.ts';
import { readItem } from './dynamo-reads.ts';
import { type DynamoTable, persistently, type Refusal, refusalsOf } from './dynamo-table.ts';

type UpdateInput = UpdateCommandInput & { UpdateExpression: string };

/** What happens to the lease item itself. */
type LeaseItemWrite = { Update: UpdateInput } | { Delete: DeleteCommandInput };

/** What a door adds to the write that the domain worked out. */
type Addition = { set: Record<string, unknown>; increment: readonly string[] };

const itemOf = (table: DynamoTable, { key }: LeaseWrite) => ({
  TableName: table.tableName,
  Key: leaseItemKey(key),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
});

const dueChange = (write: LeaseWrite): { set: Record<string, unknown>; remove: readonly string[] } => {
  switch (write.dueAt) {
    case 'keep':
      return { set: {}, remove: [] };
    case 'none':
      return { set: {}, remove: ['dueAt', 'dueShard'] };
    default:
      return { set: dueFields(leaseItemKey(write.key).pk, write.dueAt), remove: [] };
  }
};

const updateOf = (table: DynamoTable, write: LeaseWrite, addition: Addition): LeaseItemWrite => {
  const due = dueChange(write);
  const update = {
    when: write.when,
    set: { ...write.set, ...due.set, ...addition.set },
    remove: [...write.remove, ...due.remove],
    increment: addition.increment,
  };
  return { Update: { ...itemOf(table, write), ...updateExpression(update, leaseAttributes) } };
};

const deleteOf = (table: DynamoTable, write: LeaseWrite): LeaseItemWrite => ({
  Delete: { ...itemOf(table, write), ...conditionExpression(write.when, leaseAttributes) },
});

/** The version, and the action that moved it: the stream tells by them what happened. */
const versionChange = (change: Pick<Change, 'version'>, lastAction: string): Addition => {
  switch (change.version) {
    case 'stays':
      return { set: {}, increment: [] };
    case 'rises':
      return { set: { lastAction }, increment: ['version'] };
    default:
      return {
        set: { lastAction, version: change.version.born, authorizationRevision: 0 },
        increment: [],
      };
  }
};

const signed = ({ set, increment }: Addition, writeId: string): Addition => ({
  set: { ...set, writeId },
  increment,
});

const send = async (table: DynamoTable, lease: LeaseItemWrite): Promise<void> => {
  await ('Update' in lease
    ? table.client.send(new UpdateCommand(lease.Update))
    : table.client.send(new DeleteCommand(lease.Delete)));
};

type Write = { writeId: string; lease: LeaseItemWrite; beside: readonly TransactItem[] };

const sendAll = async (table: DynamoTable, { writeId, lease, beside }: Write): Promise<void> => {
  if (beside.length === 0) return send(table, lease);
  const TransactItems = [lease, ...beside];
  await table.client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: writeId }));
};

const explained = (write: Write, lease: Refusal | undefined): Written => {
  if (lease === undefined) return { applied: false, claimTaken: true };
  if (lease.item === undefined) {
    // A lease that was to go and is not there has gone: by this write, its answer lost, or by its twin.
    return 'Delete' in write.lease ? { applied: true } : { applied: false, claimTaken: false };
  }
  const current = leaseOfItem(lease.item);
  if (current.writeId === write.writeId) return { applied: true };
  return { applied: false, current, claimTaken: false };
};

/**
 * Writes, and judges a refusal. The SDK repeats a call whose answer was lost, and so does `persistently`; the repeat
 * of a write that was made is refused by its own success. All repeats carry one writeId, so the refusal shows it.
 * (A transaction's token spares it the refusal for ten minutes, on tables that keep tokens.)
 */
const written = async (table: DynamoTable, write: Write): Promise<Written> => {
  try {
    await persistently(table, () => sendAll(table, write));
    return { applied: true };
  } catch (error) {
    const refusals = refusalsOf(error);
    if (refusals === undefined) throw error;
    return explained(write, refusals[0]);
  }
};

const apply = (table: DynamoTable, change: Change): Promise<Written> => {
  const writeId = table.newId();
  const addition = signed(versionChange(change, change.move), writeId);
  const lease = change.move === 'purge' ? deleteOf(table, change) : updateOf(table, change, addition);
  const beside = [
    ...(change.claim === undefined ? [] : [claimTransactItem(table, change.claim, writeId)]),
    ...(change.tenure === undefined ? [] : [tenureTransactItem(table, change.tenure)]),
  ];
  return written(table, { writeId, lease, beside });
};

const recordAuthorization = (table: DynamoTable, change: AuthorizationChange): Promise<Written> => {
  const writeId = table.newId();
  const addition = signed({ set: {}, increment: ['authorizationRevision'] }, writeId);
  return written(table, { writeId, lease: updateOf(table, change, addition), beside: [] });
};

const saveProfile = (table: DynamoTable, change: ProfileChange): Promise<Written> => {
  const writeId = table.newId();
  const addition = signed(versionChange(change, 'saveProfile'), writeId);
  const lease = change.gone ? deleteOf(table, change) : updateOf(table, change, addition);
  return written(table, { writeId, lease, beside: [] });
};

/**
 * The leases in DynamoDB: each change is one conditional write, of the lease alone or in one transaction with its
 * claim and tenure. Throws `contended` where the table does not take a call in its repeats.
 */
export const dynamoLeaseStore = (table: DynamoTable): LeaseStore => ({
  read: async (key) => {
    const item = await readItem(table, leaseItemKey(key));
    return item === undefined ? undefined : leaseOfItem(item);
  },
  apply: (change) => apply(table, change),
  recordAuthorization: (change) => recordAuthorization(table, change),
  saveProfile: (change) => saveProfile(table, change),
  listDue: (now, limit) => listDue(table, now, limit),
});
