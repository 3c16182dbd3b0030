import { randomBytes } from 'node:crypto';
import type { RouteName } from '../contract/routes.ts';
import { assertMethod, problemResponse } from './answering.ts';
import type { ApiEvent } from './api-event.ts';
import type { ApiFunction } from './api-handler.ts';
import { CORRELATION_HEADER, correlationIdOf } from './correlation-id.ts';
import { asLeaseholdError } from './problems.ts';
import { type ApiResponse, reply, responseOf } from './reply.ts';

const newId = (): string => randomBytes(16).toString('hex');

const answer = (event: ApiEvent, route: RouteName, body: object): ApiResponse => {
  try {
    assertMethod(event, route);
    return responseOf(reply(200, body), 'application/json');
  } catch (error) {
    return problemResponse(asLeaseholdError(error), route);
  }
};

/** The handler of a route without a token, which answers the same to everybody and depends on nothing. */
export const openHandler =
  (route: RouteName, body: object): ApiFunction =>
  async (event) => {
    const response = answer(event, route, body);
    response.headers[CORRELATION_HEADER] = correlationIdOf(event, newId);
    return response;
  };
