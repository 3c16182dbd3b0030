import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type ClaimWrite, reservedBy, type Tenure } from '../domain/claim.ts';
import { equal } from '../domain/condition.ts';
import { claimAttributes } from './dynamo-attributes.ts';
import { conditionExpression, updateExpression } from './dynamo-expression.ts';
import { claimItem, dueFields, tenureItem } from './dynamo-items.ts';
import { claimItemKey } from './dynamo-keys.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** One item of a transaction. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const EXPLAINED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

const NO_ROW = { ConditionExpression: 'attribute_not_exists(pk)' };

/** What a transition does to its claim row, as an item of its transaction. */
export const claimTransactItem = (
  { tableName }: DynamoTable,
  claim: ClaimWrite,
  writeId: string,
): TransactItem => {
  const row = { TableName: tableName, ...EXPLAINED };
  switch (claim.write) {
    case 'put':
    case 'hold': {
      const when =
        claim.write === 'put' ? NO_ROW : conditionExpression(reservedBy(claim.claim), claimAttributes);
      return { Put: { ...row, Item: claimItem({ ...claim.claim, writeId }), ...when } };
    }
    case 'drop': {
      const when = equal('netboxPrefixId', claim.netboxPrefixId);
      return {
        Delete: { ...row, Key: claimItemKey(claim.key), ...conditionExpression(when, claimAttributes) },
      };
    }
    case 'keep': {
      const Key = claimItemKey(claim.key);
      const update = {
        when: equal('netboxPrefixId', claim.netboxPrefixId),
        set: { state: claim.state, writeId, ...dueFields(Key.pk, claim.dueAt) },
        remove: [],
      };
      return { Update: { ...row, Key, ...updateExpression(update, claimAttributes) } };
    }
  }
};

/** The ledger's row, as an item of the transaction that ends the tenure; the lease's condition guards it. */
export const tenureTransactItem = ({ tableName }: DynamoTable, tenure: Tenure): TransactItem => ({
  Put: { TableName: tableName, Item: tenureItem(tenure) },
});
