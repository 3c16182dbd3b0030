import { type ApiEvent, headerOf } from './api-event.ts';

/** The header that carries the correlation id, in and out. */
export const CORRELATION_HEADER = 'X-Correlation-Id';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The id under which a request is found in the logs: the caller's own where it is well-formed, else a new one. */
export const correlationIdOf = (event: ApiEvent, newId: () => string): string => {
  const sent = headerOf(event, CORRELATION_HEADER);
  return sent !== undefined && WELL_FORMED.test(sent) ? sent : newId();
};
