import { openHandler } from '../../shared/http/open-handler.ts';

/** GET /health: the function runs; nothing else is asked. */
export const handler = openHandler('getHealth', { status: 'ok' });
