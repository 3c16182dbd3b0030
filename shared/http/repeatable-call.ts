import { createHash } from 'node:crypto';
import { LeaseholdError } from '../domain/errors.ts';
import type { RepeatableCall } from '../domain/idempotency.ts';
import { type ApiEvent, headerOf } from './api-event.ts';

const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const KEPT_BYTES = 16;

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, KEPT_BYTES).toString('base64url');

/** One text for one meaning: the members of a flat body in the order of their names. */
const canonical = (action: string, body: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([action, Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))]);

/**
 * The call that an Idempotency-Key makes repeatable; undefined without one. `body` is parsed, with its defaults, so
 * that `{}` and a body that names the defaults are one request. Throws `malformed-request`.
 */
export const repeatableCallOf = (
  event: ApiEvent,
  action: RepeatableCall['action'],
  body: Readonly<Record<string, unknown>>,
): RepeatableCall | undefined => {
  const key = headerOf(event, 'Idempotency-Key');
  if (key === undefined) return undefined;
  if (PRINTABLE.test(key)) return { action, key: hashOf(key), bodyHash: hashOf(canonical(action, body)) };
  const detail = 'Must be 1 to 255 printable ASCII characters.';
  throw new LeaseholdError('malformed-request', `Idempotency-Key: ${detail}`, {
    errors: [{ pointer: '#/Idempotency-Key', detail }],
  });
};
