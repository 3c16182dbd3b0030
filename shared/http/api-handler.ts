import middy from '@middy/core';
import { ROUTES } from '../contract/routes.ts';
import { LeaseholdError } from '../domain/errors.ts';
import { answering, assertMethod } from './answering.ts';
import type { ApiEvent } from './api-event.ts';
import { callerOf } from './caller.ts';
import { bodyText, parsedBody, uniqueMembers } from './json-body.ts';
import type { ApiDeps } from './observe.ts';
import { type CallEvent, type CallRoute, REQUEST_READERS, type RequestOf } from './read-request.ts';
import { type ApiResponse, type Reply, responseOf } from './reply.ts';

/** What is read of Lambda's context object. */
export type ApiContext = { awsRequestId?: string; getRemainingTimeInMillis?: () => number };

/** A deployed function behind the gateway. */
export type ApiFunction = (event: ApiEvent, context?: ApiContext) => Promise<ApiResponse>;

const BODY_METHODS: readonly string[] = ['POST', 'PUT'];

/**
 * Answers shortly before the function is stopped, instead of leaving the client with the gateway's own error. What the
 * call has begun stays as a process that died would leave it, and a repeat goes on there.
 */
const ENDING = {
  timeoutEarlyInMillis: 1_500,
  timeoutEarlyResponse: (): never => {
    throw new LeaseholdError(
      'netbox-unavailable',
      'The call takes longer than it may, and can still take effect. Repeat it with the same Idempotency-Key: it goes on where this one ended.',
      { retryAfterSeconds: 45 },
    );
  },
};

const bundleOf = (route: CallRoute, deps: ApiDeps, answer: (event: CallEvent) => Promise<Reply>) => {
  const { method, scope } = ROUTES[route];
  const bundle = middy(
    async (event: CallEvent) => responseOf(await answer(event), 'application/json'),
    ENDING,
  )
    .use(answering(route, deps))
    .before(({ event }) => {
      event.caller = callerOf(event, scope);
    })
    .before(({ event }) => assertMethod(event, route));
  if (BODY_METHODS.includes(method)) bundle.use([bodyText(), uniqueMembers(), parsedBody()]);
  return bundle as unknown as ApiFunction;
};

/**
 * The handler of a route: judges the caller, the method and the form of the request, in this order, and gives `handle`
 * the request as its use case takes it. Whatever is thrown is answered as a problem; every answer is logged, counted
 * and timed.
 */
export const apiHandler = <R extends CallRoute>(
  route: R,
  deps: ApiDeps,
  handle: (request: RequestOf<R>) => Promise<Reply>,
): ApiFunction => {
  const read = REQUEST_READERS[route] as (event: CallEvent) => RequestOf<R>;
  const bundle = bundleOf(route, deps, (event) => {
    const { caller, correlationId, pathParameters } = event;
    const facts = { tenant: caller.tenant, subscriber: pathParameters?.subscriberId, correlationId };
    return deps.within(facts, async () => handle(read(event)));
  });
  return async (event, context) => {
    try {
      return await deps.within({ requestId: context?.awsRequestId }, () => bundle(event, context));
    } finally {
      await deps.flush();
    }
  };
};
