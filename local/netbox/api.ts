import { type ApiAnswer, type ApiRequest, refuse } from './answer.ts';
import { takeAvailable } from './available-prefixes.ts';
import { createField, deleteField, listFields, patchField } from './field-routes.ts';
import type { Inventory } from './inventory.ts';
import { createPrefix, deletePrefix, getPrefix, listPrefixes, patchPrefix } from './prefix-routes.ts';
import { createVrf } from './vrf-routes.ts';

type Handler = (inventory: Inventory, request: ApiRequest, id: number) => ApiAnswer | Promise<ApiAnswer>;

const ROUTES: readonly { path: RegExp; methods: Record<string, Handler> }[] = [
  { path: /^\/api\/ipam\/prefixes\/$/, methods: { GET: listPrefixes, POST: createPrefix } },
  {
    path: /^\/api\/ipam\/prefixes\/(\d+)\/$/,
    methods: { GET: getPrefix, PATCH: patchPrefix, DELETE: deletePrefix },
  },
  { path: /^\/api\/ipam\/prefixes\/(\d+)\/available-prefixes\/$/, methods: { POST: takeAvailable } },
  { path: /^\/api\/ipam\/vrfs\/$/, methods: { POST: createVrf } },
  { path: /^\/api\/extras\/custom-fields\/$/, methods: { GET: listFields, POST: createField } },
  { path: /^\/api\/extras\/custom-fields\/(\d+)\/$/, methods: { PATCH: patchField, DELETE: deleteField } },
];

const VERSION = { 'API-Version': '4.7' };

const NOT_FOUND: ApiAnswer = {
  status: 404,
  body: '<!DOCTYPE html>\n<html lang="en"><title>Page Not Found</title></html>\n',
};

/** 403 for a token that is missing or wrong, as NetBox 4.5 and later words it; the scheme does not count. */
const tokenFault = (header: string | undefined, token: string): ApiAnswer | undefined => {
  const [, sent] = /^(?:Bearer|Token) (.+)$/.exec(header ?? '') ?? [];
  if (sent === undefined) return refuse(403, { detail: 'Authentication credentials were not provided.' });
  if (sent === token) return undefined;
  return refuse(403, { detail: sent.startsWith('nbt_') ? 'Invalid v2 token' : 'Invalid v1 token' });
};

const notAllowed: Handler = (_inventory, { method }) =>
  refuse(405, { detail: `Method "${method}" not allowed.` });

/** Answers one request as NetBox 4.7.3 does, for the part of its API that Leasehold uses. */
export const answerApi = async (
  inventory: Inventory,
  request: ApiRequest,
  token: string,
): Promise<ApiAnswer> => {
  const route = ROUTES.find(({ path }) => path.test(request.path));
  if (route === undefined) return NOT_FOUND;
  const id = Number(route.path.exec(request.path)?.[1]);
  const handler = route.methods[request.method] ?? notAllowed;
  const answer = tokenFault(request.headers.authorization, token) ?? (await handler(inventory, request, id));
  return { ...answer, headers: { ...VERSION, ...answer.headers } };
};
