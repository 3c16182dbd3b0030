import { beforeAll, expect, test } from '@jest/globals';
import { newIssuerKeys } from '../../local/token.ts';
import { deployment } from './deployment.ts';
import type { TokenParts } from './minting.ts';

let deployed: Awaited<ReturnType<typeof deployment>>;
beforeAll(async () => {
  deployed = await deployment();
});

const STATUS = '/api/v1/network/subscribers/line-1/ipv6/status';
const SUSPEND = '/api/v1/network/subscribers/line-1/ipv6/suspend';
const GRANT = '/api/v1/network/ipv6/pools/1';

const answered = async (path: string, parts: TokenParts | undefined, method = 'GET'): Promise<number> => {
  const token = parts && `Bearer ${await deployed.mint(parts)}`;
  const headers = { 'content-type': 'application/json', ...(token && { authorization: token }) };
  const body = method === 'GET' ? {} : { body: '{"prefixSize":56}' };
  return (await fetch(deployed.url + path, { method, headers, ...body })).status;
};

test('a token as it should be is let in', async () => {
  expect(await answered(STATUS, { scope: 'ipv6:read' })).toBe(200);
});

test('without a token there is no answer', async () => {
  expect(await answered(STATUS, undefined)).toBe(401);
});

test.each<[string, () => Promise<TokenParts>]>([
  ['of another issuer', async () => ({ issuer: 'http://127.0.0.1:1' })],
  ['for another audience', async () => ({ audience: 'somebody-else' })],
  ['that has expired', async () => ({ lifeSeconds: -3600 })],
  ['signed with another key', async () => ({ key: (await newIssuerKeys()).privateKey })],
])('a token %s is refused', async (_, parts) => {
  expect(await answered(STATUS, await parts())).toBe(401);
});

test.each([
  ['reading', { path: STATUS, method: 'GET', scope: 'ipv6:write platform:admin' }],
  ['writing', { path: SUSPEND, method: 'POST', scope: 'ipv6:read platform:admin' }],
  ['granting', { path: GRANT, method: 'PUT', scope: 'ipv6:read ipv6:write' }],
])('%s needs its scope', async (_, { path, method, scope }) => {
  expect(await answered(path, { scope }, method)).toBe(403);
});

test("another tenant's lease is not there", async () => {
  expect(await answered(STATUS, { tenant_id: 'stranger' })).toBe(404);
});

test.each(['/health', '/api/v1/health', '/api/v1/openapi.json'])('%s needs no token', async (path) => {
  // The emulator answers /health itself, below its own address alone.
  expect(await answered(path, undefined)).toBe(200);
});
