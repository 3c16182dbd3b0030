import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../linearizability/checker.ts';
import type { ApiCall } from '../linearizability/lease-atoms.ts';
import { leaseSpec } from '../linearizability/lease-spec.ts';
import { callApi } from './http-client.ts';
import { auditOf } from './leasehold-process.ts';
import { type Line, lineName } from './line.ts';
import type { Stage } from './stage.ts';

const latestOf = (calls: readonly ApiCall[]): number =>
  Math.max(0, ...calls.map(({ answer }) => answer?.version ?? 0));

const callText = ({ action, key, ifMatch, invoked, answered, answer }: ApiCall): string =>
  `[${invoked}, ${answered}] ${action} ${key ?? ''} ${ifMatch === undefined ? '' : `If-Match ${ifMatch}`} -> ${JSON.stringify(answer ?? null)}`;

/** Whether what a subscriber was told is one life of a lease, to its status at the end: nothing acknowledged is lost. */
const untrue = (stage: Stage): string[] =>
  [...stage.recorder.histories()].flatMap(([name, calls]) => {
    const verdict = check(calls, leaseSpec({ timePasses: true, latest: latestOf(calls) }));
    stage.counts.add('histories checked');
    if (verdict.linearizable) {
      if (verdict.undecided) stage.counts.add('histories too long to check');
      return [];
    }
    return [
      `${name} was told what no life of a lease explains, at ${callText(verdict.call)}:`,
      ...calls.map((call) => `    ${callText(call)}`),
    ];
  });

type Published = {
  'detail-type': string;
  detail: { id: string; tenantId: string; subscriberId: string; version: number };
};

const publishedIn = (dataDir: string): Published[] =>
  readFileSync(join(dataDir, 'published.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Published);

const isLifecycle = ({ 'detail-type': type }: Published): boolean => type.startsWith('Prefix');

const disorder = (name: string, events: readonly Published[]): string[] =>
  events.flatMap(({ detail }, index) => {
    const former = events[index - 1]?.detail;
    return former === undefined || former.version < detail.version
      ? []
      : [`${name}: ${detail.id} was published after ${former.id}.`];
  });

const EVENT_OF: Partial<Record<string, readonly string[]>> = {
  allocated: ['PrefixAllocated'],
  active: ['PrefixActivated', 'PrefixResumed'],
  suspended: ['PrefixSuspended'],
  revoked: ['PrefixRevoked'],
};

/** An answer that showed a version in a state that only an event leads to: that event must have been published. */
const unpublished = (name: string, calls: readonly ApiCall[], ids: ReadonlySet<string>): string[] =>
  calls.flatMap(({ answer, action }) => {
    const events = EVENT_OF[answer?.state ?? ''];
    if (events === undefined || answer?.version === undefined) return [];
    const isOut = events.some((event) => ids.has(`${name}/${answer.version}/${event}`));
    return isOut
      ? []
      : [`${name}: ${action} showed ${answer.state} at ${answer.version}, of which no event says.`];
  });

const eventFaults = ({ dataDir, recorder, counts }: Stage): string[] => {
  const events = publishedIn(dataDir).filter(isLifecycle);
  const first = [
    ...new Map([...events].reverse().map((event) => [event.detail.id, event])).values(),
  ].reverse();
  counts.add('events out', events.length);
  counts.add('events out twice', events.length - first.length);
  const ids = new Set(first.map(({ detail }) => detail.id));
  const byLine = Map.groupBy(first, ({ detail }) =>
    lineName({ tenant: detail.tenantId, name: detail.subscriberId }),
  );
  return [
    ...[...byLine].flatMap(([name, mine]) => disorder(name, mine)),
    ...[...recorder.histories()].flatMap(([name, calls]) => unpublished(name, calls, ids)),
  ];
};

/** A prefix is given back once its session is gone: who asks for a Disconnect and is revoked has none. */
const sessionFaults = ({ load, nas, recorder }: Stage): string[] =>
  load.lines
    .filter(({ disconnects }) => disconnects)
    .filter((line) => {
      const calls = recorder.histories().get(lineName(line)) ?? [];
      return calls.at(-1)?.answer?.state === 'revoked';
    })
    .filter((line) => nas.sessions.matching({ username: lineName(line) }).length > 0)
    .map((line) => `${lineName(line)} is revoked, and its session lives.`);

const ASKED_AT_ONCE = 10;

const askAll = async ({ load, recorder, leasehold }: Stage): Promise<string[]> => {
  const tokens = new Map<string, string>();
  for (const { tenant } of load.lines) {
    if (!tokens.has(tenant)) tokens.set(tenant, await leasehold.tell<string>({ do: 'mint', tenant }));
  }
  const way = { url: () => leasehold.at().url, token: (tenant: string) => String(tokens.get(tenant)) };
  const askOne = async (line: Line): Promise<string[]> => {
    const run = () => callApi({ action: 'status', tenant: line.tenant, name: line.name }, way);
    const answer = await recorder.record(lineName(line), { action: 'status', hearing: 'heard', run });
    if (answer?.status === 200 || answer?.status === 404) return [];
    return [`${lineName(line)}: its status at the end is ${answer?.status ?? 'no answer'}.`];
  };
  const faults: string[] = [];
  for (let from = 0; from < load.lines.length; from += ASKED_AT_ONCE) {
    const some = load.lines.slice(from, from + ASKED_AT_ONCE);
    faults.push(...(await Promise.all(some.map(askOne))).flat());
  }
  return faults;
};

/** Everything that is wrong once all is healed and has come to rest. */
export const faultsAtRest = async (stage: Stage): Promise<string[]> => {
  const unanswered = await askAll(stage);
  const { code, lines } = await auditOf(stage.leasehold);
  return [
    ...unanswered,
    ...(code === 0 ? [] : lines.map((line) => `audit: ${line}`)),
    ...untrue(stage),
    ...eventFaults(stage),
    ...sessionFaults(stage),
  ];
};
