import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ApiAnswer, type ApiRequest, noSuch, objectOf, refuse } from './answer.ts';
import { findPrefixes } from './filters.ts';
import { type Inventory, insertPrefix, type PrefixRow } from './inventory.ts';
import { pageOf } from './paging.ts';
import { etagOf, prefixJson } from './prefix-json.ts';
import {
  duplicateFault,
  readCustomFields,
  readPrefix,
  readStatus,
  readVrf,
  uniqueFieldFault,
} from './prefix-validation.ts';

const keysOf = (query: URLSearchParams): string[] | undefined => query.get('fields')?.split(',');

/** GET /api/ipam/prefixes/ */
export const listPrefixes = (inventory: Inventory, request: ApiRequest): ApiAnswer => {
  const { rows, ...links } = pageOf(request, findPrefixes(inventory, request.query));
  const rendering = { origin: request.origin, keys: keysOf(request.query) };
  return {
    status: 200,
    body: { ...links, results: rows.map((row) => prefixJson(inventory, row, rendering)) },
  };
};

const one = (inventory: Inventory, row: PrefixRow, request: ApiRequest): ApiAnswer => ({
  status: 200,
  body: prefixJson(inventory, row, { origin: request.origin, keys: keysOf(request.query) }),
  headers: { ETag: etagOf(row) },
});

/** GET /api/ipam/prefixes/ID/ */
export const getPrefix = (inventory: Inventory, request: ApiRequest, id: number): ApiAnswer => {
  const row = inventory.prefixes.get(id);
  return row === undefined ? noSuch('Prefix') : one(inventory, row, request);
};

/** POST /api/ipam/prefixes/. NetBox takes no lock here: of requests at the same time several may pass the checks. */
export const createPrefix = async (inventory: Inventory, request: ApiRequest): Promise<ApiAnswer> => {
  const body = objectOf(request.body);
  const prefix = readPrefix(body.prefix);
  if ('refusal' in prefix) return prefix.refusal;
  const vrf = readVrf(inventory, body.vrf);
  if ('refusal' in vrf) return vrf.refusal;
  const status = readStatus(body.status, 'active');
  if ('refusal' in status) return status.refusal;
  const fields = readCustomFields(inventory, body.custom_fields, {});
  if ('refusal' in fields) return fields.refusal;
  const content = { prefix: prefix.value, vrf: vrf.value, status: status.value, customFields: fields.value };
  const fault = duplicateFault(inventory, content) ?? uniqueFieldFault(inventory, content);
  if (fault !== undefined) return fault;
  await nextTurn();
  const row = insertPrefix(inventory, content);
  const made = prefixJson(inventory, row, { origin: request.origin, isNew: true });
  return { status: 201, body: made, headers: { ETag: etagOf(row), Location: String(made.url) } };
};

const staleness = (row: PrefixRow, request: ApiRequest): ApiAnswer | undefined => {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted === '*' || wanted === etagOf(row)) return undefined;
  return { status: 412, body: { detail: 'Precondition failed.' }, headers: { ETag: etagOf(row) } };
};

const readChange = (
  inventory: Inventory,
  row: PrefixRow,
  body: Record<string, unknown>,
): { value: Pick<PrefixRow, 'status' | 'customFields'> } | { refusal: ApiAnswer } => {
  const status = readStatus(body.status, row.status);
  if ('refusal' in status) return status;
  const fields = readCustomFields(inventory, body.custom_fields, row.customFields);
  if ('refusal' in fields) return fields;
  const fault = uniqueFieldFault(inventory, { id: row.id, customFields: fields.value });
  if (fault !== undefined) return { refusal: fault };
  return { value: { status: status.value, customFields: fields.value } };
};

/**
 * PATCH /api/ipam/prefixes/ID/: status and custom fields. If-Match is a true compare-and-set, because NetBox looks
 * again under a row lock; the uniqueness of a custom field is not.
 */
export const patchPrefix = async (
  inventory: Inventory,
  request: ApiRequest,
  id: number,
): Promise<ApiAnswer> => {
  const row = inventory.prefixes.get(id);
  if (row === undefined) return noSuch('Prefix');
  const change = readChange(inventory, row, objectOf(request.body));
  const refused = staleness(row, request) ?? ('refusal' in change ? change.refusal : undefined);
  if (refused !== undefined || 'refusal' in change) return refused as ApiAnswer;
  await nextTurn();
  const locked = inventory.prefixes.get(id);
  if (locked === undefined)
    return refuse(403, { detail: 'You do not have permission to perform this action.' });
  const stale = staleness(locked, request);
  if (stale !== undefined) return stale;
  const changed = { ...locked, ...change.value, lastUpdated: inventory.stamp() };
  inventory.prefixes.set(id, changed);
  return one(inventory, changed, request);
};

/** DELETE /api/ipam/prefixes/ID/: of requests at the same time several get 204. */
export const deletePrefix = async (
  inventory: Inventory,
  request: ApiRequest,
  id: number,
): Promise<ApiAnswer> => {
  const row = inventory.prefixes.get(id);
  if (row === undefined) return noSuch('Prefix');
  const stale = staleness(row, request);
  if (stale !== undefined) return stale;
  await nextTurn();
  inventory.prefixes.delete(id);
  return { status: 204 };
};
