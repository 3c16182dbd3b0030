import { createHash, randomUUID } from 'node:crypto';
import type { Timeline } from './timeline.ts';

/** A message as SQS hands it out. `receiptHandle` is good until the message is received again. */
export type Message = {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  receiveCount: number;
  sentAt: number;
  messageAttributes: Readonly<Record<string, unknown>>;
};

/** What is said when sending; `delaySeconds` replaces the queue's own. */
export type Sending = {
  delaySeconds?: number | undefined;
  messageAttributes?: Record<string, unknown> | undefined;
};

/**
 * The settings of a queue. A message that was received `redrive.maxReceiveCount` times and not deleted goes to
 * `redrive.deadLetters` instead of being offered again.
 */
export type QueueSettings = {
  name: string;
  arn: string;
  visibilitySeconds: number;
  delaySeconds: number;
  redrive?: { maxReceiveCount: number; deadLetters: LocalQueue };
};

/** A standard queue in memory. */
export type LocalQueue = {
  readonly settings: QueueSettings;
  /** Takes a message in and answers its id. */
  send: (body: string, sending?: Sending) => string;
  /** At most `limit` messages that are visible now, the oldest first; hides them for the queue's visibility time. */
  receive: (limit: number) => Message[];
  /** False where the handle is stale or unknown. */
  remove: (receiptHandle: string) => boolean;
  /** Hides a received message for so many seconds from now; 0 offers it at once. False as above. */
  changeVisibility: (receiptHandle: string, seconds: number) => boolean;
  /** Every message that is not deleted, hidden ones too. */
  messages: () => Message[];
  /** How many messages could be received now. */
  visible: () => number;
  /** Calls back whenever a message may have become visible. */
  onVisible: (listener: () => void) => void;
};

type Entry = { message: Message; visible: boolean; cancel: () => void };

/** Makes a queue with the semantics of SQS: at least once, no order promised, hidden while it is being handled. */
export const localQueue = (settings: QueueSettings, timeline: Timeline): LocalQueue => {
  const entries = new Map<string, Entry>();
  const listeners: (() => void)[] = [];

  const offer = (entry: Entry) => {
    const { redrive } = settings;
    if (redrive && entry.message.receiveCount >= redrive.maxReceiveCount) {
      entries.delete(entry.message.messageId);
      const { body, messageAttributes } = entry.message;
      redrive.deadLetters.send(body, { delaySeconds: 0, messageAttributes });
      return;
    }
    entry.visible = true;
    for (const listener of listeners) listener();
  };

  const hide = (entry: Entry, seconds: number) => {
    entry.cancel();
    entry.visible = false;
    if (seconds > 0) entry.cancel = timeline.after(seconds * 1000, () => offer(entry));
    else offer(entry);
  };

  return {
    settings,
    send: (body, { delaySeconds = settings.delaySeconds, messageAttributes = {} } = {}) => {
      const entry = {
        message: newMessage(body, messageAttributes, timeline.now()),
        visible: false,
        cancel: () => undefined,
      };
      entries.set(entry.message.messageId, entry);
      hide(entry, delaySeconds);
      return entry.message.messageId;
    },
    receive: (limit) => {
      const taken = [...entries.values()].filter(({ visible }) => visible).slice(0, limit);
      return taken.map((entry) => {
        const receiveCount = entry.message.receiveCount + 1;
        entry.message = { ...entry.message, receiveCount, receiptHandle: randomUUID() };
        hide(entry, settings.visibilitySeconds);
        return entry.message;
      });
    },
    remove: (receiptHandle) => {
      const entry = received(entries, receiptHandle);
      entry?.cancel();
      return entry !== undefined && entries.delete(entry.message.messageId);
    },
    changeVisibility: (receiptHandle, seconds) => {
      const entry = received(entries, receiptHandle);
      if (entry !== undefined) hide(entry, seconds);
      return entry !== undefined;
    },
    messages: () => [...entries.values()].map(({ message }) => message),
    visible: () => [...entries.values()].filter(({ visible }) => visible).length,
    onVisible: (listener) => {
      listeners.push(listener);
    },
  };
};

/** The entry that this handle still names: a handle is stale once its message is offered again. */
const received = (entries: ReadonlyMap<string, Entry>, receiptHandle: string): Entry | undefined =>
  [...entries.values()].find(
    ({ message, visible }) => message.receiptHandle === receiptHandle && !visible && message.receiveCount > 0,
  );

const newMessage = (body: string, messageAttributes: Record<string, unknown>, sentAt: number): Message => ({
  messageId: randomUUID(),
  receiptHandle: '',
  body,
  md5OfBody: createHash('md5').update(body).digest('hex'),
  receiveCount: 0,
  sentAt,
  messageAttributes,
});
