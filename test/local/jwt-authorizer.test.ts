import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type JwtAuthorizer, jwtAuthorizer } from '../../local/jwt-authorizer.ts';
import { startTokenIssuer, type TokenIssuer } from '../../local/token.ts';

const NOW = Date.UTC(2030, 0, 1);

let issuer: TokenIssuer;
let stranger: TokenIssuer;
let authorize: JwtAuthorizer;

beforeAll(async () => {
  issuer = await startTokenIssuer(() => NOW);
  stranger = await startTokenIssuer(() => NOW);
  authorize = jwtAuthorizer({ issuer: issuer.issuer, audience: ['other', issuer.audience] }, () => NOW);
});
afterAll(() => Promise.all([issuer.close(), stranger.close()]));

test('a good token passes, with its claims as text', async () => {
  const token = await issuer.mint({ tenant_id: 'acme', scope: 'ipv6:read ipv6:write', sub: 'me' }, 60);
  const seconds = NOW / 1000;
  const expected = {
    claims: {
      tenant_id: 'acme',
      scope: 'ipv6:read ipv6:write',
      sub: 'me',
      iss: issuer.issuer,
      aud: issuer.audience,
      iat: String(seconds),
      exp: String(seconds + 60),
    },
    scopes: ['ipv6:read', 'ipv6:write'],
  };
  for (const header of [`Bearer ${token}`, `bearer ${token}`, token]) {
    expect(await authorize(header, ['ipv6:write', 'x'])).toEqual(expected);
  }
  expect(await authorize(token, [])).toEqual(expected);
});

test('a token without any scope that the route asks for is forbidden', async () => {
  const token = await issuer.mint({ scope: 'ipv6:readx' });
  expect(await authorize(token, ['ipv6:read'])).toEqual({ refused: 403 });
  expect(await authorize(await issuer.mint({}), ['ipv6:read'])).toEqual({ refused: 403 });
});

test.each<[string, () => Promise<string | undefined>]>([
  ['no token', async () => undefined],
  ['no JWT', async () => 'Bearer nonsense'],
  ['an expired one', () => issuer.mint({ scope: 'ipv6:read' }, -1)],
  ['one of another issuer', () => stranger.mint({ scope: 'ipv6:read' })],
  [
    'one with another signature',
    async () => `${(await issuer.mint({ scope: 'ipv6:read' })).slice(0, -9)}AAAAAAAAA`,
  ],
])('%s is unauthorized', async (_what, token) => {
  expect(await authorize(await token(), ['ipv6:read'])).toEqual({ refused: 401 });
});

const signedBy = async (payload: JWTPayload, alg = 'RS256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg };
  const { serveLoopback } = await import('../../local/loopback-server.ts');
  const server = await serveLoopback(
    async ({ url }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(url === '/keys' ? { keys: [key] } : { jwks_uri: `${server.url}/keys` }),
    }),
    { port: 0, onFailure: () => undefined },
  );
  const token = await new SignJWT({ iss: server.url, ...payload })
    .setProtectedHeader({ alg, kid: 'k' })
    .sign(privateKey);
  const judge = jwtAuthorizer({ issuer: server.url, audience: ['a'] }, () => NOW);
  const verdict = await judge(token, []);
  await server.close();
  return verdict;
};

const exp = NOW / 1000 + 60;

test.each<[string, JWTPayload, unknown]>([
  ['without an expiry is refused', { aud: 'a' }, { refused: 401 }],
  ['not valid yet is refused', { aud: 'a', exp, nbf: exp - 1 }, { refused: 401 }],
  ['for another audience is refused', { aud: 'b', exp }, { refused: 401 }],
  [
    'in the name of another issuer is refused',
    { iss: 'https://other.example', aud: 'a', exp },
    { refused: 401 },
  ],
  ['for no audience is refused', { exp }, { refused: 401 }],
  [
    'for several audiences is taken',
    { aud: ['b', 'a'], exp },
    { claims: expect.objectContaining({ aud: '[b a]' }), scopes: [] },
  ],
  [
    'of a client is taken',
    { client_id: 'a', exp },
    { claims: expect.objectContaining({ client_id: 'a' }), scopes: [] },
  ],
  [
    'with listed scopes is taken',
    { aud: 'a', exp, scp: ['r', 'w'] },
    { claims: expect.objectContaining({ scp: '[r w]' }), scopes: ['r', 'w'] },
  ],
  [
    'with an object inside is taken',
    { aud: 'a', exp, o: { n: 1 } },
    { claims: expect.objectContaining({ o: '{"n":1}' }), scopes: [] },
  ],
])('a token %s', async (_what, payload, verdict) => {
  expect(await signedBy(payload)).toEqual(verdict);
});

test('a token of another algorithm is refused, however well it is signed', async () => {
  expect(await signedBy({ aud: 'a', exp }, 'ES256')).toEqual({ refused: 401 });
});

test('the issuer tells nothing but its keys', async () => {
  const response = await fetch(`${issuer.issuer}/private`);
  expect(response.status).toBe(404);
});
