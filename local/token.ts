import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';
import { type Answer, serveLoopback } from './loopback-server.ts';

/** What a token says: the tenant that it acts for, its scopes, and who holds it. Absent members stay out of it. */
export type TokenClaims = { tenant_id?: string; scope?: string; sub?: string };

/**
 * An OpenID issuer on loopback with one RSA key: its discovery document and keys are served, and `mint` signs a token
 * for the audience; `lifeSeconds` counts from now and may be negative.
 */
export type TokenIssuer = {
  issuer: string;
  audience: string;
  mint: (claims: TokenClaims, lifeSeconds?: number) => Promise<string>;
  close: () => Promise<void>;
};

const LOCAL_AUDIENCE = 'leasehold';

const KEY_ID = 'local';
const DAY_SECONDS = 86_400;

/** A new key pair of an issuer, both halves readable. */
export const newIssuerKeys = (): Promise<GenerateKeyPairResult> =>
  generateKeyPair('RS256', { extractable: true });

/**
 * Starts the issuer, by default on a free port and with a key of its own: tokens of an earlier run are not taken.
 * `clock` is in epoch ms. Rejects where the port is taken.
 */
export const startTokenIssuer = async (
  clock: () => number,
  { port = 0, keys }: { port?: number; keys?: GenerateKeyPairResult } = {},
): Promise<TokenIssuer> => {
  const { publicKey, privateKey } = keys ?? (await newIssuerKeys());
  const key = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const documents: Record<string, (issuer: string) => unknown> = {
    '/.well-known/openid-configuration': (issuer) => ({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    '/.well-known/jwks.json': () => ({ keys: [key] }),
  };
  const respond = async (url: string): Promise<Answer> => {
    const document = documents[url];
    if (document === undefined) return { status: 404 };
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify(document(server.url)) };
  };
  const onFailure = () => undefined;
  const server = await serveLoopback((request) => respond(String(request.url)), { port, onFailure });
  return {
    issuer: server.url,
    audience: LOCAL_AUDIENCE,
    mint: (claims, lifeSeconds = DAY_SECONDS) => {
      const now = Math.floor(clock() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .setIssuer(server.url)
        .setAudience(LOCAL_AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + lifeSeconds)
        .sign(privateKey);
    },
    close: server.close,
  };
};
