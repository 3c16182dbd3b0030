import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  claimAttributes,
  leaseAttributes,
  plainAttributes,
} from '../../shared/adapters/dynamo-attributes.ts';
import { conditionExpression, updateExpression } from '../../shared/adapters/dynamo-expression.ts';
import {
  absent,
  all,
  any,
  type Condition,
  equal,
  holds,
  less,
  oneOf,
} from '../../shared/domain/condition.ts';
import { type EngineTable, openEngineTable } from '../support/engine-table.ts';

const KEY = { pk: 'condition', sk: 'item' };

const scalar = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('', 'a', 'b', '1'), fc.boolean());
const text = fc.constantFrom('a', 'b', '1', 'a-b_c');
const member = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 1, arbitrary: fc.dictionary(text, scalar, { maxKeys: 2 }) },
);
const item = fc.option(fc.dictionary(text, member, { maxKeys: 4 }), { nil: undefined });
const path = fc.oneof(
  text,
  fc.tuple(text, text).map((pair) => pair.join('.')),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    fc.tuple(path, scalar).map(([at, value]) => equal(at, value)),
    fc.tuple(path, fc.array(text, { maxLength: 3 })).map(([at, values]) => oneOf(at, values)),
    fc.tuple(path, fc.integer({ min: -2, max: 2 })).map(([at, value]) => less(at, value)),
    path.map(absent),
    fc.array(tie('condition'), { maxLength: 3 }).map((parts) => all(...parts)),
    fc.array(tie('condition'), { maxLength: 3 }).map((parts) => any(...parts)),
  ),
}));

describe('a compiled condition on the embedded engine', () => {
  let table: EngineTable;
  beforeAll(async () => {
    table = await openEngineTable();
  });
  afterAll(() => table.close());

  const store = async (stored: Record<string, unknown> | undefined): Promise<void> => {
    const named = { TableName: table.tableName };
    await (stored === undefined
      ? table.client.send(new DeleteCommand({ ...named, Key: KEY }))
      : table.client.send(new PutCommand({ ...named, Item: { ...stored, ...KEY } })));
  };

  const appliesTo = async (asked: Condition): Promise<boolean> => {
    const parts = updateExpression({ when: asked, set: { touched: 1 }, remove: [] }, plainAttributes);
    try {
      await table.client.send(new UpdateCommand({ TableName: table.tableName, Key: KEY, ...parts }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  test('holds where the domain says that it holds', async () => {
    await fc.assert(
      fc.asyncProperty(item, condition, async (stored, asked) => {
        await store(stored);
        expect(await appliesTo(asked)).toBe(holds(asked, stored));
      }),
      { numRuns: 300 },
    );
  });
});

test('what always holds asks nothing, and what never holds asks for the impossible', () => {
  expect(conditionExpression(all(any(equal('a', 1), all()), all()), plainAttributes)).toEqual({});
  expect(conditionExpression(all(equal('a', 1), oneOf('b', [])), plainAttributes)).toEqual({
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(pk)',
  });
});

test('a condition is text over placeholders, with no parentheses but those that it needs', () => {
  const asked = all(all(equal('revocation.run.id', 'x')), any(absent('slot'), less('slot.until', 5)));
  expect(conditionExpression(asked, leaseAttributes)).toEqual({
    ConditionExpression: '(#0.#1.#2 = :0) AND ((attribute_not_exists(#3)) OR (#3.#4 < :1))',
    ExpressionAttributeNames: { '#0': 'rv', '#1': 'run', '#2': 'id', '#3': 'slot', '#4': 'un' },
    ExpressionAttributeValues: { ':0': 'x', ':1': 5 },
  });
});

test('an update sets, raises and removes, and leaves out what is undefined', () => {
  const update = { when: all(), set: { state: 'active', length: undefined }, remove: ['idem.a-b'] };
  expect(updateExpression({ ...update, increment: ['version'] }, leaseAttributes)).toEqual({
    UpdateExpression: 'SET #0 = :0, #1 = #1 + :1 REMOVE #2.#3',
    ExpressionAttributeNames: { '#0': 'st', '#1': 'v', '#2': 'i', '#3': 'a-b' },
    ExpressionAttributeValues: { ':0': 'active', ':1': 1 },
  });
});

test('a path that names nothing stored is a defect and not a condition', () => {
  expect(() => conditionExpression(absent('tenant'), leaseAttributes)).toThrow('tenant');
  expect(() => conditionExpression(absent('constructor'), leaseAttributes)).toThrow('constructor');
  expect(() => conditionExpression(absent('cidr'), claimAttributes)).toThrow('cidr');
  expect(() => leaseAttributes.value('held', { cidr: 'x', colour: 'red' })).toThrow('colour');
});
