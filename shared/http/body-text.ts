import { LeaseholdError } from '../domain/errors.ts';
import { type ApiEvent, headerOf } from './api-event.ts';

/** The largest body that is read, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024;

const JSON_TYPE = /^application\/(?:[a-z0-9!#$&^_.+-]+\+)?json$/i;

const bytesOf = (event: ApiEvent): Buffer =>
  Buffer.from(typeof event.body === 'string' ? event.body : '', event.isBase64Encoded ? 'base64' : 'utf8');

const textOf = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LeaseholdError('malformed-request', 'The body is not UTF-8.');
  }
};

/**
 * The text of a JSON body; nothing sent means `{}`. Throws `body-too-large`, `unsupported-media-type` or
 * `malformed-request`.
 */
export const bodyTextOf = (event: ApiEvent): string => {
  const bytes = bytesOf(event);
  if (bytes.length > MAX_BODY_BYTES) {
    throw new LeaseholdError('body-too-large', `The body has more than ${MAX_BODY_BYTES} bytes.`);
  }
  if (bytes.length === 0) return '{}';
  const mediaType = (headerOf(event, 'Content-Type') ?? '').split(';')[0] as string;
  if (JSON_TYPE.test(mediaType.trim())) return textOf(bytes);
  throw new LeaseholdError('unsupported-media-type', 'Send the body as Content-Type: application/json.');
};
