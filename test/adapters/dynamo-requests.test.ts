import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { dynamoLeaseStore } from '../../shared/adapters/dynamo-lease-store.ts';
import { LIFECYCLE, STEPS } from '../../shared/domain/lifecycle.ts';
import type { LeaseStore } from '../../shared/usecases/ports.ts';
import { storeSettings } from '../support/engine-table.ts';
import { type DoorChange, everyChange } from '../support/every-change.ts';

type Expressions = {
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

const CHANGES = everyChange();

const write = (leases: LeaseStore, each: DoorChange) => {
  switch (each.door) {
    case 'apply':
      return leases.apply(each.change);
    case 'recordAuthorization':
      return leases.recordAuthorization(each.change);
    case 'saveProfile':
      return leases.saveProfile(each.change);
  }
};

/** What the lease store sends for a change: the lease's item first. */
const itemsOf = async (change: DoorChange): Promise<Expressions[]> => {
  const inputs: unknown[] = [];
  const send = async (command: { input: unknown }) => inputs.push(command.input);
  const client = { send } as unknown as DynamoDBDocumentClient;
  await write(dynamoLeaseStore(storeSettings(client)), change);
  const { TransactItems } = inputs[0] as TransactWriteCommandInput;
  return (TransactItems?.map((item) => Object.values(item)[0]) ?? inputs) as Expressions[];
};

const everyRequest = async (): Promise<{ name: string; expressions: Expressions }[]> => {
  const requests = CHANGES.map(async (each) => {
    const name = 'move' in each.change ? each.change.move : each.door;
    return (await itemsOf(each)).map((expressions) => ({ name, expressions }));
  });
  return (await Promise.all(requests)).flat();
};

const textsOf = ({ ConditionExpression = '', UpdateExpression = '' }: Expressions): string[] => [
  ConditionExpression,
  UpdateExpression,
];

/** DynamoDB counts every comparator, function, logical operator and arithmetic sign. */
const operatorsIn = (text: string): number =>
  (text.match(/=|<|\+|\bIN\b|\bAND\b|\bOR\b|attribute_\w+|,/g) ?? []).length;

const placeholdersIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.match(/[#:]\d+/g) ?? [])),
];

/** The depths at which a parenthesis stands directly inside another and closes with it. */
const doubledParentheses = (text: string): boolean => {
  const opened: number[] = [];
  const pairs: (readonly [number, number])[] = [];
  [...text].forEach((character, index) => {
    if (character === '(') opened.push(index);
    if (character === ')') pairs.push([opened.pop() as number, index]);
  });
  return pairs.some(([open, close]) => pairs.some(([o, c]) => o === open + 1 && c === close - 1));
};

const pathsOf = (text: string): string[] =>
  text
    .replace(/SET|REMOVE/g, ',')
    .split(',')
    .map((part) => (part.split('=')[0] as string).trim())
    .filter((path) => path !== '');

test('every action and step is among the changes', () => {
  const moves = new Set(CHANGES.flatMap(({ change }) => ('move' in change ? [change.move] : [])));
  expect(moves).toEqual(new Set([...Object.keys(LIFECYCLE), ...Object.keys(STEPS)]));
});

test('no expression of any change is more than DynamoDB takes: 300 operators, 4 KB', async () => {
  const texts = (await everyRequest()).flatMap(({ expressions }) => textsOf(expressions));
  for (const text of texts) {
    expect(operatorsIn(text)).toBeLessThanOrEqual(300);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  }
  expect(texts.some((text) => operatorsIn(text) > 20)).toBe(true);
});

test('every placeholder is used, and every one that is used is there', async () => {
  for (const { name, expressions } of await everyRequest()) {
    const { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = expressions;
    const given = [...Object.keys(ExpressionAttributeNames), ...Object.keys(ExpressionAttributeValues)];
    const used = placeholdersIn(textsOf(expressions));
    expect([name, new Set(used)]).toEqual([name, new Set(given)]);
    expect(Object.values(ExpressionAttributeValues)).not.toContain(undefined);
    expect(expressions.ConditionExpression).not.toBe('');
  }
});

test('no condition has parentheses around parentheses', async () => {
  expect(doubledParentheses('((#0 = :0)) AND (#1 = :1)')).toBe(true);
  for (const { expressions } of await everyRequest()) {
    for (const text of textsOf(expressions)) expect([text, doubledParentheses(text)]).toEqual([text, false]);
  }
});

test('no update names one path twice, or a path and one inside it', async () => {
  for (const { name, expressions } of await everyRequest()) {
    const paths = pathsOf(expressions.UpdateExpression ?? '');
    const overlapping = paths.filter((path, index) =>
      paths.some((other, at) => at !== index && (other === path || other.startsWith(`${path}.`))),
    );
    expect([name, overlapping]).toEqual([name, []]);
  }
});

test('every write of a lease has a condition, and asks to be told why it was refused', async () => {
  for (const change of CHANGES) {
    const [lease] = await itemsOf(change);
    expect(lease).toMatchObject({
      ConditionExpression: expect.any(String),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  }
});
