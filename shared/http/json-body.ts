import type { MiddlewareObj } from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import { LeaseholdError } from '../domain/errors.ts';
import type { ApiEvent } from './api-event.ts';
import { bodyTextOf } from './body-text.ts';
import { duplicateMember } from './duplicate-members.ts';

/** The body becomes text that may be parsed: of the right size, media type and encoding. */
export const bodyText = (): MiddlewareObj =>
  ({
    before: ({ event }: { event: ApiEvent }) => {
      event.body = bodyTextOf(event);
      event.isBase64Encoded = false;
    },
  }) as MiddlewareObj;

/** Refuses a body that names a member of an object twice: two readers of it could act on different values. */
export const uniqueMembers = (): MiddlewareObj =>
  ({
    before: ({ event }: { event: ApiEvent }) => {
      const name = duplicateMember(event.body as string);
      if (name === undefined) return;
      throw new LeaseholdError('malformed-request', 'The body names a member of an object twice.');
    },
  }) as MiddlewareObj;

/** Parses the body. What the parser says of a bad one repeats the body, so that it stays here. */
export const parsedBody = (): MiddlewareObj => {
  const parser = jsonBodyParser({ disableContentTypeCheck: true });
  return {
    before: async (request) => {
      try {
        await parser.before?.(request as Parameters<NonNullable<typeof parser.before>>[0]);
      } catch {
        throw new LeaseholdError(
          'malformed-request',
          'The body is not JSON, or has a forbidden member name.',
        );
      }
    },
  };
};
