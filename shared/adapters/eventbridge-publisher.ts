import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../contract/events.ts';
import type { EventPublisher, Log, OutboundEvent } from '../usecases/ports.ts';
import type { SetAside } from './sqs-set-aside.ts';

/** Where events go, and where those go that no bus will ever take. */
export type PublisherOptions = {
  client: EventBridgeClient;
  busName: string;
  setAside: SetAside;
  log: Log;
};

/** What PutEvents takes in one call: entries, and bytes of all of them together. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

/** Error codes that are the event's own fault: the same event is refused for ever. */
const FINAL_CODES: readonly string[] = ['InvalidArgument', 'MalformedDetail', 'RedactionFailure'];

type Numbered = { index: number; event: OutboundEvent; entry: PutEventsRequestEntry; bytes: number };
type Chunk = { of: Numbered[]; bytes: number };

const numbered = (busName: string, event: OutboundEvent, index: number): Numbered => {
  const detail = JSON.stringify(event.detail);
  const entry = {
    EventBusName: busName,
    Source: EVENT_SOURCE,
    DetailType: event.detailType,
    Detail: detail,
  };
  return { index, event, entry, bytes: Buffer.byteLength(EVENT_SOURCE + event.detailType + detail) };
};

/** In order, each within the limits of one call; an event over the limit stands alone. */
const chunked = (events: readonly Numbered[]): Chunk[] => {
  const chunks: Chunk[] = [];
  for (const each of events) {
    const last = chunks.at(-1);
    if (last !== undefined && last.of.length < MOST_ENTRIES && last.bytes + each.bytes <= MOST_BYTES) {
      last.of.push(each);
      last.bytes += each.bytes;
    } else {
      chunks.push({ of: [each], bytes: each.bytes });
    }
  }
  return chunks;
};

/** PutEvents answers 200 for a call of which it took nothing: FailedEntryCount is the only word on it. */
const refusals = (of: Numbered[], answer: { count: number; entries: PutEventsResultEntry[] }) => {
  if (answer.count === 0) return [];
  const named = of.flatMap((each, position) => {
    const code = answer.entries[position]?.ErrorCode;
    return code === undefined ? [] : [{ ...each, code }];
  });
  return named.length > 0 ? named : of.map((each) => ({ ...each, code: 'Unnamed' }));
};

/**
 * The EventPublisher port on EventBridge. Chunks go out in order, and after the first that was not wholly taken none
 * is sent: what follows a failure counts as not taken. An event that EventBridge will never take (over 256 KB, or
 * refused as malformed) is set aside whole and counts as taken, for else it would stop the stream for ever.
 */
export const eventBridgePublisher = ({
  client,
  busName,
  setAside,
  log,
}: PublisherOptions): EventPublisher => {
  const putAside = async ({ event }: Numbered, reason: string): Promise<void> => {
    log('error', 'An event can never be published and was set aside.', { eventId: event.detail.id, reason });
    await setAside({ body: JSON.stringify(event), reason });
  };

  const send = async (of: Numbered[]) => {
    try {
      const answer = await client.send(new PutEventsCommand({ Entries: of.map(({ entry }) => entry) }));
      return refusals(of, { count: answer.FailedEntryCount ?? 0, entries: answer.Entries ?? [] });
    } catch (error) {
      log('warn', 'The event bus took none of the events.', { error, events: of.length });
      return of.map((each) => ({ ...each, code: 'NotSent' }));
    }
  };

  const sendChunk = async (of: Numbered[]): Promise<number[]> => {
    const refused = await send(of);
    const isFinal = ({ code }: { code: string }): boolean => FINAL_CODES.includes(code);
    for (const each of refused.filter(isFinal))
      await putAside(each, `The bus refused the event: ${each.code}.`);
    return refused.filter((each) => !isFinal(each)).map(({ index }) => index);
  };

  /** The indexes that this chunk leaves to be sent again. */
  const publishChunk = async ({ of, bytes }: Chunk): Promise<number[]> => {
    if (bytes <= MOST_BYTES) return sendChunk(of);
    for (const each of of) await putAside(each, `The event has ${bytes} bytes; the bus takes ${MOST_BYTES}.`);
    return [];
  };

  return {
    publish: async (events) => {
      const chunks = chunked(events.map((event, index) => numbered(busName, event, index)));
      for (const [position, chunk] of chunks.entries()) {
        const left = await publishChunk(chunk);
        if (left.length > 0) {
          return [...left, ...chunks.slice(position + 1).flatMap(({ of }) => of.map(({ index }) => index))];
        }
      }
      return [];
    },
  };
};
