import type { MiddlewareObj, Request } from '@middy/core';
import { ROUTES, type RouteName } from '../contract/routes.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { ApiEvent } from './api-event.ts';
import type { Caller } from './caller.ts';
import { CORRELATION_HEADER, correlationIdOf } from './correlation-id.ts';
import { type ApiDeps, observe } from './observe.ts';
import { asLeaseholdError, PROBLEM_MEDIA_TYPE, problemReply } from './problems.ts';
import { type ApiResponse, responseOf } from './reply.ts';

type Answering = Request<
  ApiEvent & { caller?: Caller; correlationId: string },
  ApiResponse,
  Error,
  never,
  { begunAt: number }
>;

const methodsOf = (route: RouteName): string =>
  Object.values(ROUTES)
    .filter(({ path }) => path === ROUTES[route].path)
    .map(({ method }) => method)
    .join(', ');

/** Refuses a method that is not the route's (RFC 9110 15.5.6), where the gateway has let it through. */
export const assertMethod = (event: ApiEvent, route: RouteName): void => {
  const { method } = event.requestContext.http;
  if (method === ROUTES[route].method) return;
  throw new LeaseholdError('method-not-allowed', `Here is only ${methodsOf(route)}.`);
};

/** The problem+json that answers whatever was thrown. */
export const problemResponse = (error: LeaseholdError, route: RouteName): ApiResponse => {
  const response = responseOf(problemReply(error), PROBLEM_MEDIA_TYPE);
  if (error.code === 'method-not-allowed') response.headers.Allow = methodsOf(route);
  return response;
};

/**
 * The outermost layer: every request is answered, with a correlation id, and every answer is counted, timed and
 * logged. What is thrown inside becomes a problem.
 */
export const answering = (route: RouteName, deps: ApiDeps): MiddlewareObj => {
  const finish = ({ event, internal }: Answering, response: ApiResponse, error?: LeaseholdError): void => {
    response.headers[CORRELATION_HEADER] = event.correlationId;
    observe(
      {
        route,
        tenant: event.caller?.tenant,
        subscriber: event.caller && event.pathParameters?.subscriberId,
        correlationId: event.correlationId,
        response,
        error,
        milliseconds: deps.clock() - internal.begunAt,
      },
      deps,
    );
  };
  return {
    before: ({ event, internal }: Answering) => {
      internal.begunAt = deps.clock();
      event.correlationId = correlationIdOf(event, deps.newId);
    },
    after: (request: Answering) => finish(request, request.response as ApiResponse),
    onError: (request: Answering) => {
      const error = asLeaseholdError(request.error);
      request.response = problemResponse(error, route);
      finish(request, request.response, error);
    },
  } as MiddlewareObj;
};
