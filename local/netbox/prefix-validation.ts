import { formatPrefix, type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';
import { type ApiAnswer, refuse } from './answer.ts';
import type { Inventory, PrefixRow } from './inventory.ts';

/** What a body says of a prefix, or NetBox's refusal. */
export type Checked<Value> = { value: Value } | { refusal: ApiAnswer };

const STATUSES = ['container', 'active', 'reserved', 'deprecated'];

const refusal = (body: unknown): { refusal: ApiAnswer } => ({ refusal: refuse(400, body) });

/** The status that a body names, or `otherwise`. */
export const readStatus = (value: unknown, otherwise: string): Checked<string> => {
  if (value === undefined) return { value: otherwise };
  return typeof value === 'string' && STATUSES.includes(value)
    ? { value }
    : refusal({ status: [`${String(value)} is not a valid choice.`] });
};

/** The table that a body names by id, or null. */
export const readVrf = (inventory: Inventory, value: unknown): Checked<number | null> => {
  if (value === undefined || value === null) return { value: null };
  return typeof value === 'number' && inventory.vrfs.has(value)
    ? { value }
    : refusal({ vrf: [`Related object not found using the provided numeric ID: ${String(value)}`] });
};

/** The prefix that a body names, free of host bits. */
export const readPrefix = (value: unknown): Checked<Prefix> => {
  if (value === undefined) return refusal({ prefix: ['This field is required.'] });
  const prefix = parsePrefix(String(value));
  return prefix === undefined
    ? refusal({ prefix: [`Invalid IP prefix format: ${String(value)}`] })
    : { value: prefix };
};

const valueFault = (name: string, value: unknown): ApiAnswer | undefined =>
  value === null || typeof value === 'string'
    ? undefined
    : refuse(400, { __all__: [`Invalid value for custom field '${name}': Value must be a string.`] });

const knownFault = (inventory: Inventory, name: string): ApiAnswer | undefined =>
  inventory.fieldNamed(name) === undefined
    ? refuse(400, {
        custom_fields: { [name]: `Custom field '${name}' does not exist for this object type.` },
      })
    : undefined;

/** The custom fields that a body names, over those the prefix has; other keys stay. */
export const readCustomFields = (
  inventory: Inventory,
  value: unknown,
  current: PrefixRow['customFields'],
): Checked<PrefixRow['customFields']> => {
  const named = Object.entries((value ?? {}) as Record<string, unknown>);
  for (const [name, fieldValue] of named) {
    const fault = knownFault(inventory, name) ?? valueFault(name, fieldValue);
    if (fault !== undefined) return { refusal: fault };
  }
  return { value: { ...current, ...(Object.fromEntries(named) as PrefixRow['customFields']) } };
};

/** NetBox's refusal where another prefix holds the value of a unique field. A check, not a constraint. */
export const uniqueFieldFault = (
  inventory: Inventory,
  row: { id?: number; customFields: PrefixRow['customFields'] },
): ApiAnswer | undefined => {
  const rows = [...inventory.prefixes.values()].filter(({ id }) => id !== row.id);
  const taken = [...inventory.fields.values()].find(({ name, unique }) => {
    const value = row.customFields[name] ?? null;
    return unique && value !== null && rows.some((other) => other.customFields[name] === value);
  });
  return taken && refuse(400, { __all__: [`Custom field '${taken.name}' must have a unique value.`] });
};

/** NetBox's refusal where the table holds this prefix already. A check, not a constraint. */
export const duplicateFault = (
  inventory: Inventory,
  { prefix, vrf }: Pick<PrefixRow, 'prefix' | 'vrf'>,
): ApiAnswer | undefined => {
  const cidr = formatPrefix(prefix);
  const taken = [...inventory.prefixes.values()].some(
    (row) => row.vrf === vrf && formatPrefix(row.prefix) === cidr,
  );
  const table = vrf === null ? 'global table' : `VRF ${inventory.vrfs.get(vrf)?.name}`;
  return taken ? refuse(400, { prefix: [`Duplicate prefix found in ${table}: ${cidr}`] }) : undefined;
};
