import { minter } from './minting.ts';

/** Prints a token with every scope for tenant acme: `node test/deployed/print-token.ts ISSUER KEY_FILE`. */
const [issuer = '', keyFile = ''] = process.argv.slice(2);
const mint = await minter(issuer, keyFile);
process.stdout.write(await mint({ lifeSeconds: 86_400 }));
