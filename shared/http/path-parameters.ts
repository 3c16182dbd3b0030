import { LeaseholdError } from '../domain/errors.ts';
import { SUBSCRIBER_ID } from '../domain/identifiers.ts';
import { canonicalAddress } from '../domain/ip-address.ts';
import type { ApiEvent } from './api-event.ts';

const POSITIVE = /^[1-9][0-9]{0,15}$/;

const malformed = (parameter: string, detail: string): LeaseholdError =>
  new LeaseholdError('malformed-request', `${parameter} in the path: ${detail}`, {
    errors: [{ pointer: `#/${parameter}`, detail }],
  });

/** The subscriber that a path names. */
export const subscriberOf = (event: ApiEvent): string => {
  const id = event.pathParameters?.subscriberId ?? '';
  if (SUBSCRIBER_ID.test(id)) return id;
  throw malformed(
    'subscriberId',
    'Must be 1 to 128 of the characters A-Z a-z 0-9 . _ : @ - and not "." or "..".',
  );
};

/** The pool that a path names: a positive safe integer, the id of a prefix in NetBox. */
export const poolIdOf = (event: ApiEvent): number => {
  const text = event.pathParameters?.netboxPoolId ?? '';
  const id = Number(text);
  if (POSITIVE.test(text) && Number.isSafeInteger(id)) return id;
  throw malformed('netboxPoolId', 'Must be the id of a prefix in NetBox, a positive integer.');
};

/** The NAS that a path names, in its only spelling. */
export const nasIpOf = (event: ApiEvent): string => {
  const ip = canonicalAddress(event.pathParameters?.ip ?? '');
  if (ip !== undefined) return ip;
  throw malformed('ip', 'Must be an IPv4 or IPv6 address.');
};
