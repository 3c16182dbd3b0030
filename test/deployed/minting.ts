import { readFileSync } from 'node:fs';
import { type CryptoKey, importJWK, SignJWT } from 'jose';

/** A token: who it speaks for and what for, and what is wrong with it on purpose. */
export type TokenParts = {
  tenant_id?: string;
  scope?: string;
  issuer?: string;
  audience?: string;
  /** Counted from now; negative for a token that has expired. */
  lifeSeconds?: number;
  key?: CryptoKey;
};

/** Every scope that there is. */
const ALL_SCOPES = 'ipv6:read ipv6:write platform:admin';

/** Signs tokens as the issuer of the run does: `issuer` is its URL, `keyFile` has its private key. */
export const minter = async (issuer: string, keyFile: string) => {
  const own = await importJWK(JSON.parse(readFileSync(keyFile, 'utf8')), 'RS256');
  return ({ key, audience = 'leasehold', lifeSeconds = 3600, ...parts }: TokenParts): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { tenant_id: parts.tenant_id ?? 'acme', scope: parts.scope ?? ALL_SCOPES };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'local' })
      .setIssuer(parts.issuer ?? issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + lifeSeconds)
      .sign(key ?? own);
  };
};
