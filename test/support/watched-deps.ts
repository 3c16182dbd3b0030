import { SCOPES } from '../../shared/contract/routes.ts';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import type { ApiDeps } from '../../shared/http/observe.ts';

type Line = { level: string; message: string; facts: Readonly<Record<string, unknown>> };

/** Dependencies whose clock moves 5 ms at each look, and what was logged, counted and scoped through them. */
export const watched = () => {
  const lines: Line[] = [];
  const counted: [string, Readonly<Record<string, string>>, number | undefined][] = [];
  const scopes: Readonly<Record<string, unknown>>[] = [];
  const order: string[] = [];
  let now = 1000;
  const deps: ApiDeps = {
    clock: () => {
      now += 5;
      return now;
    },
    newId: () => 'new-id',
    log: (level, message, facts) => lines.push({ level, message, facts }),
    metrics: {
      count: (name, dimensions, value) => {
        order.push('count');
        counted.push([name, dimensions, value]);
      },
    },
    within: (facts, run) => {
      scopes.push(facts);
      return run();
    },
    flush: async () => {
      order.push('flush');
    },
  };
  return { lines, counted, scopes, order, deps };
};

const claims = { tenant_id: 'acme', scope: Object.values(SCOPES).join(' ') };

/** A POST about `line-1` with a token of every scope; `token` is what the authorizer says of it. */
export const event = (change: Partial<ApiEvent> & { method?: string; token?: object } = {}): ApiEvent => {
  const { method = 'POST', token = { jwt: { claims } }, ...rest } = change;
  return {
    headers: { 'content-type': 'application/json' },
    pathParameters: { subscriberId: 'line-1' },
    body: '{}',
    ...rest,
    requestContext: { http: { method }, authorizer: token },
  };
};

/** Tokens that are refused. */
export const bad = {
  token: {},
  scope: { jwt: { claims: { tenant_id: 'acme', scope: '' } } },
  tenant: { jwt: { claims: { ...claims, tenant_id: '!' } } },
};
