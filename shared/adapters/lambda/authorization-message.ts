import * as z from 'zod/mini';
import { LeaseholdError } from '../../domain/errors.ts';

const event = z.object({
  detail: z.object({ tenantId: z.string(), subscriberId: z.string(), authorizationId: z.string() }),
});

/** Which dynamic authorization waits to be sent. */
export type AuthorizationMessage = z.output<typeof event>['detail'];

/**
 * Reads an AuthorizationRequested event from the body of an SQS message that an EventBridge rule sent. Throws
 * `internal`: only Leasehold publishes it.
 */
export const readAuthorization = (body: string): AuthorizationMessage => {
  const parsed = event.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data.detail;
  throw new LeaseholdError(
    'internal',
    'A message of the authorization queue is no AuthorizationRequested event.',
    {
      cause: parsed.error.issues,
    },
  );
};
