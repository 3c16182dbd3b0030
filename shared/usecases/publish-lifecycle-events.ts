import { eventsOf } from './lifecycle-events.ts';
import type { Deps, LeaseRecord, OutboundEvent } from './ports.ts';

const CHUNK = 10;
const TRIES = 3;

type Outgoing = { sequence: string; event: OutboundEvent };

/** Sends a chunk until all of it is taken or its tries are used up; answers what was not taken, in order. */
const sendChunk = async (chunk: Outgoing[], deps: Pick<Deps, 'publisher'>): Promise<Outgoing[]> => {
  let left = chunk;
  for (let tries = 0; left.length > 0 && tries < TRIES; tries++) {
    const failed = await deps.publisher.publish(left.map(({ event }) => event));
    left = failed.toSorted((a, b) => a - b).map((index) => left[index] as Outgoing);
  }
  return left;
};

/**
 * Publishes what a batch of the table's stream says, in order. Answers the sequence number of the first record whose
 * events were not all taken, from which the stream is to deliver again; undefined where all were.
 */
export const publishLifecycleEvents = async (
  records: readonly LeaseRecord[],
  deps: Pick<Deps, 'publisher' | 'metrics' | 'log'>,
): Promise<string | undefined> => {
  const outgoing: Outgoing[] = [];
  for (const record of records) {
    for (const event of eventsOf(record)) outgoing.push({ sequence: record.sequence, event });
  }
  for (let start = 0; start < outgoing.length; start += CHUNK) {
    const [first, ...rest] = await sendChunk(outgoing.slice(start, start + CHUNK), deps);
    if (first === undefined) continue;
    deps.metrics.count('EventPublishFailed', {}, 1 + rest.length);
    deps.log(
      'error',
      `The event bus did not take ${1 + rest.length} events; the stream delivers them again.`,
      {
        first: first.event.detail.id,
      },
    );
    return first.sequence;
  }
  return undefined;
};
