import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { localClientConfig } from '../../local/dynamo-engine.ts';
import type { LocalNas } from '../../local/nas/start-nas.ts';
import type { ApiAnswer, ApiCall } from '../linearizability/lease-atoms.ts';
import type { Recorder } from '../linearizability/recorder.ts';
import type { Counts } from './counts.ts';
import { callApi, type Way } from './http-client.ts';
import { type Line, learn, lineName, newLine, nextAction } from './line.ts';

/** What a load is made with. */
export type LoadSettings = {
  tenants: readonly string[];
  way: Way & { events: () => string };
  nas: LocalNas;
  recorder: Recorder;
  counts: Counts;
  random: () => number;
};

/** A load of many subscribers: `one` makes one call, of whichever, and resolves when it has come to its end. */
export type Load = { one(): Promise<void>; lines: readonly Line[]; settled(): Promise<void> };

/** Lines in play at a time; one that has had its commands is left alone for good. */
const LINES = 60;
const MOST_COMMANDS = 12;
const MOST_UNDER_WAY = 3;

const EVENTS: Partial<Record<ApiCall['action'], string>> = {
  allocate: 'SubscriberProvisioned',
  activate: 'ServiceActivated',
  suspend: 'ServiceSuspended',
  resume: 'ServiceResumed',
  revoke: 'SubscriberDeprovisioned',
};

const sessionOf = (line: Line, nas: LocalNas) => ({
  username: lineName(line),
  acctSessionId: `session-${line.name}`,
  nasIp: nas.ip,
});

/** A body that is the same for every call of one action: a repeat must be. */
const bodyOf = (line: Line, action: ApiCall['action'], nas: LocalNas): object => {
  const { acctSessionId, ...session } = sessionOf(line, nas);
  switch (action) {
    case 'activate':
      return { ...session, acctSessionId, sendCoa: line.disconnects };
    case 'revoke':
      return line.disconnects ? { ...session, sendDisconnect: true } : {};
    default:
      return {};
  }
};

const askEvent = async (line: Line, action: ApiCall['action'], settings: LoadSettings): Promise<void> => {
  const { way, nas, recorder, counts } = settings;
  line.commands += 1;
  const key = `event-${line.commands}`;
  const detail = {
    tenantId: line.tenant,
    subscriberId: line.name,
    occurredAt: new Date().toISOString(),
    ...bodyOf(line, action, nas),
  };
  const entry = {
    Source: `provisioning.${line.tenant}`,
    DetailType: EVENTS[action] as string,
    Detail: JSON.stringify(detail),
    EventBusName: 'leasehold',
  };
  const run = async () => {
    try {
      const client = new EventBridgeClient({ ...localClientConfig(way.events()), maxAttempts: 1 });
      await client.send(new PutEventsCommand({ Entries: [entry] }));
      counts.add('events: sent');
    } catch {
      counts.add('events: not taken');
    }
    return undefined;
  };
  await recorder.record(lineName(line), { action, key, attempts: 3, hearing: 'lost', run });
};

const newCommand = (line: Line, random: () => number): Command => {
  const action = nextAction(line, random);
  if (action === 'status') return { action };
  line.commands += 1;
  return {
    action,
    key: `${action}-${line.commands}`,
    ...(random() < 0.2 && line.version !== undefined ? { ifMatch: line.version } : {}),
  };
};

type Command = Pick<ApiCall, 'action' | 'key' | 'ifMatch'>;

/** What has no answer that ends it is asked again. */
const isOpen = (answer: ApiAnswer | undefined): boolean =>
  answer === undefined || answer.status >= 500 || answer.code === 'allocation-running';

const outcomeOf = (answer: ApiAnswer | undefined): string =>
  answer === undefined ? 'no answer' : String(answer.code ?? answer.status);

const askApi = async (line: Line, command: Command, settings: LoadSettings): Promise<void> => {
  const { nas, recorder, counts, random, way } = settings;
  const { action } = command;
  const abortAfter = random() < 0.05 ? 1 + random() * 40 : undefined;
  const whose = { tenant: line.tenant, name: line.name, body: bodyOf(line, action, nas), abortAfter };
  const run = () => callApi({ ...command, ...whose }, way);
  const answer = await recorder.record(lineName(line), { ...command, hearing: 'heard', run });
  counts.add(`${action}: ${outcomeOf(answer)}`);
  if (answer?.replayed) counts.add('replays');
  line.unanswered = isOpen(answer) && action !== 'status' ? command : undefined;
  if (answer !== undefined) learn(line, answer);
};

const ask = async (line: Line, settings: LoadSettings): Promise<void> => {
  const { counts, random } = settings;
  if (line.unanswered !== undefined) {
    counts.add('retries');
    return askApi(line, line.unanswered, settings);
  }
  const command = newCommand(line, random);
  const isEvent = command.action in EVENTS && random() < 0.08;
  return isEvent ? askEvent(line, command.action, settings) : askApi(line, command, settings);
};

/** Begins with nobody. */
export const newLoad = (settings: LoadSettings): Load => {
  const { tenants, nas, random } = settings;
  const lines: Line[] = [];
  let inPlay: Line[] = [];
  const underWay = new Set<Promise<void>>();

  const add = (): void => {
    const tenant = tenants[lines.length % tenants.length] as string;
    const line = newLine(tenant, `line-${lines.length}`, random() < 0.3);
    const { nasIp: _, ...session } = sessionOf(line, nas);
    if (line.disconnects) nas.sessions.add(session);
    lines.push(line);
    inPlay.push(line);
  };

  /** New subscribers come, however many wait for an answer to what they asked before. */
  const draw = (): Line => {
    inPlay = inPlay.filter(
      ({ commands, unanswered }) => commands < MOST_COMMANDS || unanswered !== undefined,
    );
    const isStuck = ({ unanswered }: Line): boolean => unanswered !== undefined;
    while (inPlay.filter((line) => !isStuck(line)).length < LINES) add();
    const wantsStuck = random() < 0.25;
    const free = inPlay.filter((line) => line.underWay < MOST_UNDER_WAY && isStuck(line) === wantsStuck);
    return free[Math.floor(random() * free.length)] ?? (inPlay.at(-1) as Line);
  };

  return {
    lines,
    async one() {
      const line = draw();
      line.underWay += 1;
      const asked = ask(line, settings).finally(() => {
        line.underWay -= 1;
        underWay.delete(asked);
      });
      underWay.add(asked);
      await asked;
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
