import document from '../../docs/openapi.json' with { type: 'json' };
import { openHandler } from '../../shared/http/open-handler.ts';

/** GET /openapi.json: the document that `npm run openapi` writes. */
export const handler = openHandler('getOpenapi', document);
