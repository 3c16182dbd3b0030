import type { MetricName } from '../contract/metrics.ts';
import type { LeaseholdError } from '../domain/errors.ts';
import type { ApiResponse } from './reply.ts';

/** What the HTTP layer needs of its surroundings; the dependencies of the use cases have it all. */
export type ApiDeps = {
  /** Epoch milliseconds. */
  clock: () => number;
  newId: () => string;
  log: (level: 'info' | 'warn' | 'error', message: string, facts: Readonly<Record<string, unknown>>) => void;
  metrics: {
    count(name: MetricName, dimensions: Readonly<Record<string, string>>, value?: number): void;
  };
  /** Runs something with facts that every log line of it carries. */
  within: <T>(facts: Readonly<Record<string, unknown>>, run: () => T) => T;
  /** Writes out what was counted; never rejects. */
  flush: () => Promise<void>;
};

/** One request, answered. `tenant` is absent where the caller was not known. */
export type Answered = {
  route: string;
  tenant: string | undefined;
  subscriber: string | undefined;
  correlationId: string;
  response: ApiResponse;
  error: LeaseholdError | undefined;
  milliseconds: number;
};

const outcomeOf = ({ error, response }: Answered): string => {
  if (error !== undefined) return error.code;
  return response.headers['Idempotency-Replayed'] === 'true' ? 'replayed' : 'ok';
};

const versionIn = (etag: string | undefined): number | undefined => {
  const version = Number.parseInt(etag?.slice(1) ?? '', 10);
  return Number.isNaN(version) ? undefined : version;
};

const stackOf = (error: LeaseholdError): string | undefined =>
  error.facts.cause instanceof Error ? error.facts.cause.stack : error.stack;

/** Why a call failed that should not have: a refusal of the caller's own making needs no more than its code. */
const failureOf = ({ error, response }: Answered): Record<string, unknown> =>
  error === undefined || response.statusCode < 500 ? {} : { detail: error.message, stack: stackOf(error) };

/** Counts and times the operation, and logs one line of it: never a body, a token or a secret. */
export const observe = (answered: Answered, deps: Pick<ApiDeps, 'log' | 'metrics'>): void => {
  const { route, tenant, subscriber, correlationId, response, error, milliseconds } = answered;
  const outcome = outcomeOf(answered);
  deps.metrics.count('LifecycleOperation', { operation: route, outcome, tenant: tenant ?? 'none' });
  deps.metrics.count('OperationDuration', { operation: route }, milliseconds);
  deps.log(response.statusCode >= 500 ? 'error' : 'info', `${route} ${response.statusCode}`, {
    route,
    tenant,
    subscriber,
    leaseVersion: error?.facts.lease?.version ?? versionIn(response.headers.ETag),
    correlationId,
    status: response.statusCode,
    outcome,
    milliseconds,
    ...failureOf(answered),
  });
};
