// A process of its own for one bundle: prints the milliseconds that loading it took, as a fresh environment would.
import { createRequire } from 'node:module';

const file = process.argv[2];
const require = createRequire(import.meta.url);
const begun = performance.now();
// Lambda's runtime requires CommonJS and imports the rest.
const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
const milliseconds = performance.now() - begun;
if (typeof handler !== 'function') throw new Error(`${file} has no handler.`);
process.stdout.write(`${milliseconds}\n`);
