import * as z from 'zod/mini';
import {
  PROVISIONING_EVENTS,
  PROVISIONING_SOURCE_PREFIX,
  type ProvisioningEvent,
} from '../../contract/events.ts';
import { MOST_SESSION_KEY_OCTETS, SUBSCRIBER_ID, TENANT_ID } from '../../domain/identifiers.ts';
import { canonicalAddress } from '../../domain/ip-address.ts';
import type { ProvisioningMessage } from '../../usecases/ports.ts';

/** How far ahead of us a provisioning system's clock may run: a later `occurredAt` would make all others late. */
const MOST_AHEAD_MILLISECONDS = 5 * 60_000;

/** The fields that several events have. */
const makeFields = () => {
  const sessionKey = z.string().check(
    z.minLength(1),
    z.refine((text) => text.isWellFormed() && Buffer.byteLength(text) <= MOST_SESSION_KEY_OCTETS),
  );

  const nasIp = z.pipe(
    z.string().check(z.refine((text) => canonicalAddress(text) !== undefined)),
    z.transform((text: string) => canonicalAddress(text) as string),
  );

  const named = {
    tenantId: z.string().check(z.regex(TENANT_ID)),
    subscriberId: z.string().check(z.regex(SUBSCRIBER_ID)),
    occurredAt: z.pipe(
      z.iso.datetime({ offset: true }),
      z.transform((text: string) => Date.parse(text)),
    ),
  };

  const session = {
    username: z.exactOptional(sessionKey),
    nasIp: z.exactOptional(nasIp),
  };

  const service = {
    ...named,
    ...session,
    acctSessionId: z.exactOptional(sessionKey),
    sendCoa: z._default(z.boolean(), false),
  };
  return { named, session, service };
};

/** By the event's name: who, when, and the fields of the matching command. Unknown fields are refused. */
const makeDetails = () => {
  const { named, session, service } = makeFields();
  return {
    SubscriberProvisioned: z.strictObject({
      ...named,
      prefixSize: z.exactOptional(z.int().check(z.minimum(48), z.maximum(64))),
      netboxPoolId: z.exactOptional(z.int().check(z.positive())),
    }),
    ServiceActivated: z.strictObject(service),
    ServiceSuspended: z.strictObject(service),
    ServiceResumed: z.strictObject(service),
    SubscriberDeprovisioned: z.strictObject({
      ...named,
      ...session,
      sendDisconnect: z._default(z.boolean(), false),
      releaseToNetbox: z._default(z.boolean(), true),
    }),
  } satisfies Record<ProvisioningEvent, unknown>;
};

const makeEnvelope = () =>
  z.object({
    // It names an attribute of the lease, so that it may hold no dot. EventBridge gives a UUID.
    id: z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/)),
    source: z.string(),
    'detail-type': z.string(),
    detail: z.record(z.string(), z.unknown()),
  });

const makeSchemas = () => ({ details: makeDetails(), envelope: makeEnvelope() });

let made: ReturnType<typeof makeSchemas> | undefined;

/** Made with the first message: every function loads this file, and one of them reads messages. */
const schemas = (): ReturnType<typeof makeSchemas> => {
  made ??= makeSchemas();
  return made;
};

/** What a message says; `type` is `unknown` where it names no event of ours. */
export type ReadProvisioning =
  | { message: ProvisioningMessage }
  | { malformed: string; type: ProvisioningEvent | 'unknown' };

type Detail = {
  [Type in ProvisioningEvent]: z.output<ReturnType<typeof makeDetails>[Type]>;
}[ProvisioningEvent];

const SESSION_FIELDS: readonly string[] = ['username', 'nasIp', 'acctSessionId'];

const messageOf = (id: string, type: ProvisioningEvent, detail: Detail): ProvisioningMessage => {
  const fields = Object.entries(detail);
  const isOfSession = ([name]: [string, unknown]): boolean => SESSION_FIELDS.includes(name);
  return {
    id,
    type,
    sendCoa: false,
    sendDisconnect: false,
    releaseToNetbox: true,
    ...(Object.fromEntries(fields.filter((field) => !isOfSession(field))) as Omit<
      Detail,
      'username' | 'nasIp' | 'acctSessionId'
    >),
    session: Object.fromEntries(fields.filter(isOfSession)),
  };
};

type Issue = { path: PropertyKey[]; code?: string | undefined; keys?: string[] };

/** Where the fault is and of what kind, never the value. */
const explained = (issues: readonly Issue[]): string =>
  issues
    .flatMap(({ path, code, keys = [''] }) =>
      keys.map((key) => `/${[...path.map(String), ...(key === '' ? [] : [key])].join('/')} ${code}`),
    )
    .join('; ');

const parsedJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const typeOf = (name: string): ProvisioningEvent | 'unknown' =>
  PROVISIONING_EVENTS.find((each) => each === name) ?? 'unknown';

const judged = (message: ProvisioningMessage, source: string, now: number): string | undefined => {
  if (source !== `${PROVISIONING_SOURCE_PREFIX}${message.tenantId}`) {
    return `The source ${source} may not speak for tenant ${message.tenantId}.`;
  }
  return message.occurredAt > now + MOST_AHEAD_MILLISECONDS ? 'occurredAt is in the future.' : undefined;
};

/**
 * Reads a provisioning event from the body of an SQS message that an EventBridge rule sent. Malformed is what no
 * repeat makes right: no event, an unknown name, wrong or unknown fields, a time that has not come, or a source that
 * is not `provisioning.<tenantId>` of the detail.
 */
export const readProvisioning = (body: string, now: number): ReadProvisioning => {
  const event = schemas().envelope.safeParse(parsedJson(body));
  if (!event.success) {
    return { malformed: `The message is no event: ${explained(event.error.issues)}.`, type: 'unknown' };
  }
  const { id, source, detail } = event.data;
  const type = typeOf(event.data['detail-type']);
  if (type === 'unknown') return { malformed: 'The detail-type is none of the provisioning events.', type };
  const read = schemas().details[type].safeParse(detail);
  if (!read.success) return { malformed: `The detail is wrong: ${explained(read.error.issues)}.`, type };
  const message = messageOf(id, type, read.data);
  const malformed = judged(message, source, now);
  return malformed === undefined ? { message } : { malformed, type };
};
