import type { Prefix } from '../../shared/domain/prefix.ts';
import { type ApiAnswer, type ApiRequest, noSuch, objectOf, refuse } from './answer.ts';
import { firstFit } from './first-fit.ts';
import { type Inventory, insertPrefix, type PrefixRow } from './inventory.ts';
import { prefixJson } from './prefix-json.ts';
import {
  type Checked,
  duplicateFault,
  readCustomFields,
  readStatus,
  uniqueFieldFault,
} from './prefix-validation.ts';

type Wanted = Record<string, unknown>;

const LARGEST_LENGTH = 128;

const lengthFault = (length: unknown): string | undefined => {
  if (length === undefined) return 'this field can not be missing';
  if (!Number.isInteger(length)) return 'this field must be int type';
  return Number(length) > LARGEST_LENGTH ? `Invalid prefix length (${length}) for IPv6` : undefined;
};

/** The places of all that is wanted; undefined where there is no room for all of it. */
const place = (inventory: Inventory, pool: PrefixRow, lengths: readonly number[]): Prefix[] | undefined => {
  // A prefix in another table is not seen.
  const taken = [...inventory.prefixes.values()]
    .filter(({ vrf }) => vrf === pool.vrf)
    .map(({ prefix }) => prefix);
  const placed: Prefix[] = [];
  for (const length of lengths) {
    const prefix = firstFit(pool.prefix, length, [...taken, ...placed]);
    if (prefix === undefined) return undefined;
    placed.push(prefix);
  }
  return placed;
};

type Content = Pick<PrefixRow, 'prefix' | 'vrf' | 'status' | 'customFields'>;

const readContent = (
  inventory: Inventory,
  wanted: Wanted,
  at: Pick<PrefixRow, 'prefix' | 'vrf'>,
): Checked<Content> => {
  const status = readStatus(wanted.status, 'active');
  if ('refusal' in status) return status;
  const fields = readCustomFields(inventory, wanted.custom_fields, {});
  if ('refusal' in fields) return fields;
  const content = { ...at, status: status.value, customFields: fields.value };
  const fault = duplicateFault(inventory, content) ?? uniqueFieldFault(inventory, content);
  return fault === undefined ? { value: content } : { refusal: fault };
};

/**
 * POST /api/ipam/prefixes/ID/available-prefixes/, with one object or a list, which is made whole or not at all.
 * NetBox holds a lock over it, so that here nothing else comes between. The markers of one list are not compared
 * with each other.
 */
export const takeAvailable = (inventory: Inventory, request: ApiRequest, id: number): ApiAnswer => {
  const pool = inventory.prefixes.get(id);
  if (pool === undefined) return noSuch('Prefix');
  const isList = Array.isArray(request.body);
  const wanted: Wanted[] = isList ? (request.body as unknown[]).map(objectOf) : [objectOf(request.body)];
  const faults = wanted.map(({ prefix_length }) => lengthFault(prefix_length));
  if (faults.some((fault) => fault !== undefined)) {
    return refuse(
      400,
      faults.map((fault) => (fault === undefined ? {} : { prefix_length: fault })),
    );
  }
  const places = place(
    inventory,
    pool,
    wanted.map(({ prefix_length }) => prefix_length as number),
  );
  if (places === undefined) {
    return refuse(409, { detail: 'Insufficient resources are available to satisfy the request' });
  }
  const contents = places.map((prefix, index) =>
    readContent(inventory, wanted[index] as Wanted, { prefix, vrf: pool.vrf }),
  );
  const refusals = contents.map((content) => ('refusal' in content ? content.refusal.body : {}));
  if (contents.some((content) => 'refusal' in content)) return refuse(400, isList ? refusals : refusals[0]);
  const made = contents.map((content) => insertPrefix(inventory, (content as { value: Content }).value));
  const bodies = made.map((row) => prefixJson(inventory, row, { origin: request.origin, isNew: true }));
  return { status: 201, body: isList ? bodies : bodies[0] };
};
