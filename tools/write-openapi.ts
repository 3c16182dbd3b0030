import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../shared/http/openapi.ts';

/** Writes docs/openapi.json, the document that GET /openapi.json serves. */
writeFileSync(
  new URL('../docs/openapi.json', import.meta.url),
  `${JSON.stringify(openApiDocument(), null, 2)}\n`,
);
