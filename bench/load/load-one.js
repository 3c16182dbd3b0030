// A process of its own for one bundle: prints the milliseconds of processor time that loading it took, as in a fresh
// environment of Lambda. Its runtime has loaded node:http before it loads a function (rapid-client of
// aws-lambda-nodejs-runtime-interface-client), so that this is nobody's cost here either.
import 'node:http';
import { createRequire } from 'node:module';

const file = process.argv[2];
const require = createRequire(import.meta.url);
const begun = process.cpuUsage();
// Lambda's runtime requires CommonJS and imports the rest.
const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
const { user, system } = process.cpuUsage(begun);
if (typeof handler !== 'function') throw new Error(`${file} has no handler.`);
process.stdout.write(`${(user + system) / 1000}\n`);
