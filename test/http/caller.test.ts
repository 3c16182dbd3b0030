import { expect, test } from '@jest/globals';
import { SCOPES, type Scope } from '../../shared/contract/routes.ts';
import type { ApiEvent } from '../../shared/http/api-event.ts';
import { callerOf } from '../../shared/http/caller.ts';
import { refusal } from '../support/refusal.ts';

const event = (claims?: Record<string, unknown>, tenantId?: string): ApiEvent => ({
  ...(tenantId === undefined ? {} : { queryStringParameters: { tenantId } }),
  requestContext: {
    http: { method: 'GET' },
    ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
  },
});

const codeOf = (given: ApiEvent, scope: Scope = SCOPES.read): string =>
  refusal(() => callerOf(given, scope)).code;

const acme = { tenant_id: 'acme', scope: 'ipv6:read ipv6:write' };
const platform = { tenant_id: 'acme', scope: 'ipv6:read platform:admin' };

test('the caller is of the tenant that the token names', () => {
  expect(callerOf(event(acme), SCOPES.write)).toEqual({ tenant: 'acme' });
});

test('a call without claims is not authenticated', () => {
  expect(codeOf(event())).toBe('unauthenticated');
  expect(codeOf({ requestContext: { http: { method: 'GET' }, authorizer: {} } })).toBe('unauthenticated');
});

test('a token without the scope of the route lacks it, and a scope that only begins like it is another', () => {
  expect(codeOf(event({ ...acme, scope: 'ipv6:write' }))).toBe('missing-scope');
  expect(codeOf(event({ ...acme, scope: 'ipv6:reader' }))).toBe('missing-scope');
  expect(codeOf(event({ ...acme, scope: ['ipv6:read'] }))).toBe('missing-scope');
  expect(codeOf(event({ tenant_id: 'acme' }))).toBe('missing-scope');
});

test('the scope is judged before the tenant', () => {
  expect(codeOf(event({ scope: '' }))).toBe('missing-scope');
});

test.each([undefined, '', 'ACME', 'a/b', 'a#b', 'x'.repeat(33), 7, ['acme']])(
  'a token whose tenant is %p is of no tenant',
  (tenant_id) => {
    expect(codeOf(event({ ...acme, tenant_id }))).toBe('wrong-tenant');
  },
);

test('a call may name its own tenant and no other', () => {
  expect(callerOf(event(acme, 'acme'), SCOPES.read)).toEqual({ tenant: 'acme' });
  expect(codeOf(event(acme, 'other'))).toBe('wrong-tenant');
  expect(codeOf(event(acme, ''))).toBe('wrong-tenant');
});

test('the platform acts on the tenant that it names, on its own routes only', () => {
  expect(callerOf(event(platform, 'other'), SCOPES.admin)).toEqual({ tenant: 'other' });
  expect(codeOf(event(platform, 'other'), SCOPES.read)).toBe('wrong-tenant');
  expect(codeOf(event(platform, 'No Tenant'), SCOPES.admin)).toBe('wrong-tenant');
});
