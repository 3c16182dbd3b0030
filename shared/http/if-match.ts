import type { IfMatch } from '../domain/precondition.ts';
import { type ApiEvent, headerOf } from './api-event.ts';

const STRONG_TAG = /^"([1-9][0-9]{0,15})\.(?:0|[1-9][0-9]{0,15})"$/;

/**
 * What If-Match (RFC 9110 13.1.1) asks for; undefined where it was not sent. A weak or malformed tag, or a list, is no
 * tag that we have given, and so matches nothing.
 */
export const ifMatchOf = (event: ApiEvent): IfMatch | undefined => {
  const sent = headerOf(event, 'If-Match')?.trim();
  if (sent === undefined || sent === '*') return sent;
  const version = STRONG_TAG.exec(sent)?.[1];
  return version === undefined ? 'nothing' : Number(version);
};
