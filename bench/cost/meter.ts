import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CallWrapper, FunctionSettings } from '../../local/lambda.ts';
import type { Party, Waits } from './assumptions.ts';

/** One call of a function, and what it did that AWS charges for. */
export type Invocation = {
  /** Its source file, such as `functions/api/get-status.ts`. */
  entry: string;
  memoryMegabytes: number;
  /** Messages of the queue that it was called with; undefined where it was not a queue that called. */
  messages: number | undefined;
  waits: Waits;
  writeUnits: number;
  readUnits: number;
  /** Writes that a condition refused: they cost as well, and the engine does not say how much. */
  refusedWrites: number;
  events: number;
  eventBytes: number;
  secretCalls: number;
  loggedBytes: number;
  /** The metrics it wrote, each by name and dimensions. */
  metrics: string[];
};

/** Watches the functions of a runtime: give `aroundCall` and `onLog` to it. `take` answers what was seen since. */
export type Meter = {
  aroundCall: CallWrapper;
  onLog: (text: string) => void;
  take: () => Invocation[];
  release: () => void;
};

type Capacity = { CapacityUnits?: number };
type Output = { ConsumedCapacity?: Capacity | Capacity[] };
type Command = { input: Record<string, unknown> };
type Client = { config: { serviceId?: string } };
type Send = (this: Client, command: Command, ...rest: unknown[]) => Promise<Output>;

/** What all clients of the SDK have in common, the document client too. */
const clients = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: Send };

const unitsOf = ({ ConsumedCapacity = [] }: Output): number =>
  [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

const isRead = (command: Command): boolean => /Get|Query|Scan/.test(command.constructor.name);

const wait = ({ waits }: Invocation, party: Party, calls = 1): void => {
  waits[party] = (waits[party] ?? 0) + calls;
};

type Entry = { Source?: string; DetailType?: string; Detail?: string };

/** An event as an archive keeps it, in bytes. */
export const archivedBytes = ({ Source, DetailType, Detail = '{}' }: Entry): number =>
  Buffer.byteLength(
    JSON.stringify({
      version: '0',
      id: '01234567-89ab-cdef-0123-456789abcdef',
      'detail-type': DetailType,
      source: Source,
      account: '000000000000',
      time: '2026-11-24T12:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: JSON.parse(Detail),
    }),
  );

const OTHERS: Partial<Record<Party, (invocation: Invocation, command: Command) => void>> = {
  EventBridge: (invocation, { input }) => {
    const entries = input.Entries as Entry[];
    invocation.events += entries.length;
    invocation.eventBytes += entries.reduce((sum, entry) => sum + archivedBytes(entry), 0);
  },
  'Secrets Manager': (invocation) => {
    invocation.secretCalls += 1;
  },
};

const askTable = async (invocation: Invocation, command: Command, send: () => Promise<Output>) => {
  command.input.ReturnConsumedCapacity = 'INDEXES';
  try {
    const output = await send();
    invocation[isRead(command) ? 'readUnits' : 'writeUnits'] += unitsOf(output);
    return output;
  } catch (error) {
    if (!isRead(command)) invocation.refusedWrites += 1;
    throw error;
  }
};

type EmfLine = Record<string, unknown> & {
  _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
};

const metricsIn = (line: EmfLine): string[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((set) => [Name, ...set.map((each) => `${each}=${line[each]}`)].join(' ')),
    ),
  );

/** A count of a line: one number, or several where it was counted several times. */
const countIn = (value: unknown): number =>
  [value ?? []].flat().reduce((sum: number, each) => sum + Number(each), 0);

const readLine = (invocation: Invocation, text: string): void => {
  const line = JSON.parse(text) as EmfLine;
  if (line._aws === undefined) return;
  invocation.metrics.push(...metricsIn(line));
  wait(invocation, 'NetBox', countIn(line.NetBoxRequest));
  wait(invocation, 'RADIUS', countIn(line.AuthorizationOutcome));
};

/** The source file of a function, such as `functions/api/get-status.ts`. */
export const entryOf = ({ entry }: Pick<FunctionSettings, 'entry'>): string =>
  entry.slice(entry.lastIndexOf('functions/'));

const begin = (settings: FunctionSettings, payload: unknown): Invocation => {
  const { Records = [] } = (payload ?? {}) as { Records?: { eventSource?: string }[] };
  return {
    entry: entryOf(settings),
    memoryMegabytes: settings.memoryMegabytes,
    messages: Records[0]?.eventSource === 'aws:sqs' ? Records.length : undefined,
    waits: {},
    writeUnits: 0,
    readUnits: 0,
    refusedWrites: 0,
    events: 0,
    eventBytes: 0,
    secretCalls: 0,
    loggedBytes: 0,
    metrics: [],
  };
};

/**
 * Stands between the functions and the SDK: asks DynamoDB for what each call consumed and counts the calls of the other
 * services, each for the function that made it.
 */
export const meter = (): Meter => {
  const current = new AsyncLocalStorage<Invocation>();
  const { send } = clients;
  let seen: Invocation[] = [];
  clients.send = async function (command, ...rest) {
    const invocation = current.getStore();
    if (invocation === undefined) return send.call(this, command, ...rest);
    const party = this.config.serviceId as Party;
    wait(invocation, party);
    OTHERS[party]?.(invocation, command);
    const sent = () => send.call(this, command, ...rest);
    return party === 'DynamoDB' ? askTable(invocation, command, sent) : sent();
  };
  return {
    aroundCall: ({ settings, payload }, run) => {
      const invocation = begin(settings, payload);
      seen.push(invocation);
      return current.run(invocation, run);
    },
    onLog: (text) => {
      const invocation = current.getStore();
      if (invocation === undefined) return;
      // The end of a line is not part of the event that CloudWatch stores.
      invocation.loggedBytes += Buffer.byteLength(text.trimEnd());
      readLine(invocation, text);
    },
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    release: () => {
      clients.send = send;
    },
  };
};
