import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** The JwtConfiguration of an authorizer: one issuer, and the audiences of which a token must name one. */
export type JwtConfiguration = { issuer: string; audience: readonly string[] };

/** What the gateway made of a token: claims as text, or the status that refuses the call. */
export type Authorization =
  | { claims: Record<string, string>; scopes: string[] }
  | { refused: 401 }
  | { refused: 403 };

/** Judges the Authorization header of a call to a route that asks for one of `scopes` (none: any token will do). */
export type JwtAuthorizer = (header: string | undefined, scopes: readonly string[]) => Promise<Authorization>;

/**
 * A JWT authorizer of an API Gateway HTTP API: RS256, keys found by the issuer's discovery document; a wrong issuer,
 * audience, signature or time is 401, a missing scope 403. `clock` is in epoch milliseconds.
 */
export const jwtAuthorizer = ({ issuer, audience }: JwtConfiguration, clock: () => number): JwtAuthorizer => {
  let keys: Promise<JWTVerifyGetKey> | undefined;

  const verified = async (token: string): Promise<JWTPayload | undefined> => {
    keys ??= discoverKeys(issuer);
    try {
      const { payload } = await jwtVerify(token, await keys, {
        issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
        currentDate: new Date(clock()),
      });
      return audience.some((one) => audiencesOf(payload).includes(one)) ? payload : undefined;
    } catch {
      return undefined;
    }
  };

  return async (header, scopes) => {
    const payload = await verified((header ?? '').replace(/^bearer /i, ''));
    if (payload === undefined) return { refused: 401 };
    const granted = scopesOf(payload);
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return { refused: 403 };
    const claims = Object.entries(payload).map(([name, claim]) => [name, claimText(claim)] as const);
    return { claims: Object.fromEntries(claims), scopes: granted };
  };
};

const discoverKeys = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri } = (await response.json()) as { jwks_uri: string };
  return createRemoteJWKSet(new URL(jwks_uri));
};

/** The gateway looks at client_id where a token has no aud. */
const audiencesOf = ({ aud, client_id }: JWTPayload): unknown[] => [aud ?? client_id].flat();

const scopesOf = ({ scope, scp }: JWTPayload): string[] => {
  const granted = scope ?? scp ?? '';
  return Array.isArray(granted) ? granted.map(String) : String(granted).split(' ').filter(Boolean);
};

/** Claims reach a function as text: lists as `[a b]`, everything else as it is written. */
const claimText = (claim: unknown): string =>
  Array.isArray(claim)
    ? `[${claim.join(' ')}]`
    : typeof claim === 'object'
      ? JSON.stringify(claim)
      : String(claim);
