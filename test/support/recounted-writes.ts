import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Stored, writeUnitsOf } from './write-units.ts';

type Key = { pk: string; sk: string };
type Write = { TableName: string; Key?: Key; Item?: Key };
type Input = Write & { TransactItems?: Record<string, Write>[]; ReturnConsumedCapacity?: string };
type Command = { input: Input };
type Output = { ConsumedCapacity?: unknown; Item?: Stored };
type Send = (this: unknown, command: unknown) => Promise<Output>;

/** A write that was asked for what it consumed: what the engine says, and what the sizes of its items say. */
export type Recounted = { command: string; engine: number; rule: number };

const clients = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: Send };

const writesOf = ({ input }: Command): Write[] =>
  (input.TransactItems ?? [{ only: input }]).flatMap((one) => Object.values(one));

const keyOf = ({ Key, Item }: Write): Key => Key ?? { pk: String(Item?.pk), sk: String(Item?.sk) };

const isWrite = (command: Command): boolean =>
  command.input.ReturnConsumedCapacity === 'INDEXES' &&
  /^(Put|Update|Delete|TransactWrite)Command$/.test(command.constructor.name);

const unitsIn = (capacity: unknown): number =>
  [capacity ?? []]
    .flat()
    .reduce((sum: number, one) => sum + Number((one as { CapacityUnits: number }).CapacityUnits), 0);

/** Recounts every such write of this process until `release`; one write of an item at a time is expected. */
export const recountWrites = (): { recounted: Recounted[]; release: () => void } => {
  const { send } = clients;
  const recounted: Recounted[] = [];

  clients.send = async function (given) {
    const command = given as Command;
    if (!isWrite(command)) return send.call(this, command);
    const writes = writesOf(command);
    const read = async ({ TableName, ...write }: Write): Promise<Stored> => {
      const asked = { TableName, Key: keyOf({ TableName, ...write }), ConsistentRead: true };
      return (await send.call(this, new GetCommand(asked))).Item;
    };
    const before = await Promise.all(writes.map(read));
    const output = await send.call(this, command);
    const after = await Promise.all(writes.map(read));
    const isTransaction = command.input.TransactItems !== undefined;
    recounted.push({
      command: command.constructor.name,
      engine: unitsIn(output.ConsumedCapacity),
      rule: writes.reduce(
        (sum, _, place) => sum + writeUnitsOf(before[place], after[place], isTransaction),
        0,
      ),
    });
    return output;
  };
  return {
    recounted,
    release: () => {
      clients.send = send;
    },
  };
};
