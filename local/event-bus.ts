import { randomUUID } from 'node:crypto';
import { eventPattern } from './event-pattern.ts';
import type { LocalQueue } from './queues.ts';
import { type Json, LOCAL_ACCOUNT } from './template.ts';
import { underWay } from './under-way.ts';

/** An entry of PutEvents, as the SDK sends it. */
export type PutEventsEntry = {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
};

/** An answer of PutEvents: one entry for each, in order. */
export type PutEventsAnswer = {
  FailedEntryCount: number;
  Entries: ({ EventId: string } | { ErrorCode: string; ErrorMessage: string })[];
};

/**
 * Where a rule sends its events. `inputPath` such as `$.detail` picks a part of the event; without it the whole event
 * goes. What `deliver` rejects goes to `deadLetters`, or is lost where the rule has none.
 */
export type RuleTarget = {
  inputPath?: string | undefined;
  deliver: (input: unknown) => unknown;
  deadLetters?: LocalQueue | undefined;
};

/** A rule of a bus. */
export type Rule = { pattern: unknown; targets: readonly RuleTarget[] };

/** The bus of one account: named buses, each with its rules. `delivered` resolves when nothing is under way. */
export type LocalEventBus = {
  addBus: (name: string) => void;
  addRule: (busName: string, rule: Rule) => void;
  putEvents: (entries: readonly PutEventsEntry[]) => PutEventsAnswer;
  delivered: () => Promise<void>;
};

/** Events carry whole seconds. `onFailure` is told of each event that a target did not take. */
export const localEventBus = (clock: () => number, onFailure: (error: unknown) => void): LocalEventBus => {
  const rules = new Map<string, { matches: (event: unknown) => boolean; targets: readonly RuleTarget[] }[]>();
  const deliveries = underWay();

  const rulesOf = (bus: string) => {
    const found = rules.get(bus);
    if (found === undefined) throw new Error(`There is no event bus ${bus}.`);
    return found;
  };

  const deliver = async (target: RuleTarget, event: Json) => {
    try {
      await target.deliver(pick(event, target.inputPath));
    } catch (error) {
      onFailure(error);
      target.deadLetters?.send(JSON.stringify(event));
    }
  };

  const publish = (entry: PutEventsEntry): PutEventsAnswer['Entries'][number] => {
    const fault = faultOf(entry);
    if (fault !== undefined) return fault;
    const matching = rulesOf(busName(entry));
    const event = envelope(entry, clock());
    for (const target of matching.filter((rule) => rule.matches(event)).flatMap(({ targets }) => targets)) {
      void deliveries.track(deliver(target, event));
    }
    return { EventId: String(event.id) };
  };

  return {
    addBus: (name) => {
      rules.set(name, rules.get(name) ?? []);
    },
    addRule: (bus, { pattern, targets }) => {
      rulesOf(bus).push({ matches: eventPattern(pattern), targets });
    },
    putEvents: (entries) => {
      const answers = entries.map(publish);
      return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
    },
    delivered: deliveries.settled,
  };
};

/** A bus may be named by its ARN too. */
const busName = ({ EventBusName = 'default' }: PutEventsEntry): string =>
  EventBusName.replace(/^arn:.*event-bus\//, '');

const faultOf = ({ Source, DetailType, Detail }: PutEventsEntry) => {
  if (!Source || !DetailType || !Detail) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
  }
  if (isJsonObject(Detail)) return undefined;
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const envelope = (entry: PutEventsEntry, now: number): Json => ({
  version: '0',
  id: randomUUID(),
  'detail-type': entry.DetailType,
  source: entry.Source,
  account: LOCAL_ACCOUNT.accountId,
  time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
  region: LOCAL_ACCOUNT.region,
  resources: entry.Resources ?? [],
  detail: JSON.parse(String(entry.Detail)),
});

/** `$`, `$.detail`, `$.detail.lease.state`: the paths that a rule's input may have here. */
const pick = (event: Json, path = '$'): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (value as Json | undefined)?.[name], event);
