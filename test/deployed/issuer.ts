import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exportJWK } from 'jose';
import { newIssuerKeys, startTokenIssuer } from '../../local/token.ts';

/** An OpenID issuer on loopback, for as long as this process lives; its private key is in the file that is named. */
const { values } = parseArgs({ options: { port: { type: 'string' }, key: { type: 'string' } } });
if (values.port === undefined || values.key === undefined) {
  throw new Error('Usage: node test/deployed/issuer.ts --port N --key FILE');
}
const keys = await newIssuerKeys();
await startTokenIssuer(Date.now, { port: Number(values.port), keys });
// Written last: who sees the file finds the issuer answering.
writeFileSync(values.key, JSON.stringify(await exportJWK(keys.privateKey)), { mode: 0o600 });
