import { SCOPES, type Scope } from '../contract/routes.ts';
import { LeaseholdError } from '../domain/errors.ts';
import { TENANT_ID } from '../domain/identifiers.ts';
import type { ApiEvent } from './api-event.ts';

/** Who calls: the tenant that the call acts on. */
export type Caller = { tenant: string };

const scopesOf = (claim: unknown): string[] => (typeof claim === 'string' ? claim.split(' ') : []);

const tenantOf = (claim: unknown): string => {
  if (typeof claim === 'string' && TENANT_ID.test(claim)) return claim;
  throw new LeaseholdError(
    'wrong-tenant',
    'The token names no tenant: its claim tenant_id must be 1 to 32 of the characters a-z, 0-9 and the hyphen.',
  );
};

/** Only where the platform acts may a call name another tenant than its token's. */
const tenantActedOn = (own: string, named: string | undefined, scope: Scope): string => {
  if (named === undefined || named === own) return own;
  if (scope === SCOPES.admin && TENANT_ID.test(named)) return named;
  throw new LeaseholdError('wrong-tenant', 'The token is not of the tenant that tenantId names.');
};

/**
 * Checks what the gateway has checked already, so that a wrong route there opens nothing. Throws `unauthenticated`,
 * `missing-scope`, `wrong-tenant`, in this order.
 */
export const callerOf = (event: ApiEvent, scope: Scope): Caller => {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined || claims === null) {
    throw new LeaseholdError('unauthenticated', 'Send a valid token: Authorization: Bearer <token>.');
  }
  if (!scopesOf(claims.scope).includes(scope)) {
    throw new LeaseholdError('missing-scope', `This call needs a token with the scope ${scope}.`);
  }
  return { tenant: tenantActedOn(tenantOf(claims.tenant_id), event.queryStringParameters?.tenantId, scope) };
};
