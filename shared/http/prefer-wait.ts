import { type ApiEvent, headerOf } from './api-event.ts';

const MOST_SECONDS = 20;
const WAIT = /^wait\s*=\s*(?:"(\d+)"|(\d+))\s*(?:;.*)?$/i;

/**
 * How many seconds `Prefer: wait` (RFC 7240 4.3) asks to wait, at most 20; undefined where it asks for nothing, or for
 * what is no number. The first of several counts.
 */
export const waitSecondsOf = (event: ApiEvent): number | undefined => {
  const preferences = (headerOf(event, 'Prefer') ?? '').split(',');
  const first = preferences.map((each) => WAIT.exec(each.trim())).find((match) => match !== null);
  const seconds = first?.[1] ?? first?.[2];
  return seconds === undefined ? undefined : Math.min(MOST_SECONDS, Number(seconds));
};
