import { FIELD_DEFINITIONS } from '../../shared/adapters/netbox/fields.ts';
import { formatPrefix, type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';

/** A prefix of the inventory; `vrf` is null in the global table, times are as NetBox prints them. */
export type PrefixRow = {
  id: number;
  prefix: Prefix;
  vrf: number | null;
  status: string;
  customFields: Record<string, string | null>;
  created: string;
  lastUpdated: string;
};

/** A routing table with overlapping addresses of its own. */
export type VrfRow = { id: number; name: string };

/** A custom field, with the names and words of NetBox's API. */
export type FieldRow = {
  id: number;
  name: string;
  type: string;
  object_types: readonly string[];
  unique: boolean;
  filter_logic: string;
  label: string;
  description: string;
};

/** Everything an inventory holds, as JSON: what `dump` gives and a later start takes. */
export type SavedInventory = {
  lastId: number;
  prefixes: (Omit<PrefixRow, 'prefix'> & { prefix: string })[];
  vrfs: VrfRow[];
  fields: FieldRow[];
};

/** The state of a local NetBox. Only prefixes of IPv6. */
export type Inventory = {
  prefixes: Map<number, PrefixRow>;
  vrfs: Map<number, VrfRow>;
  fields: Map<number, FieldRow>;
  nextId(): number;
  /** A time later than every time given before, to the microsecond, as NetBox prints it. */
  stamp(): string;
  fieldNamed(name: string): FieldRow | undefined;
  dump(): SavedInventory;
};

const rowsById = <Row extends { id: number }>(rows: readonly Row[]): Map<number, Row> =>
  new Map(rows.map((row) => [row.id, row]));

const ourFields = (): FieldRow[] =>
  FIELD_DEFINITIONS.map((definition, index) => ({ id: index + 1, ...definition }));

/** NetBox leaves a fraction of zero out. */
const printTime = (microseconds: number): string => {
  const seconds = new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, 19);
  const fraction = microseconds % 1_000_000;
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(6, '0')}Z`;
};

const restorePrefix = (saved: SavedInventory['prefixes'][number]): PrefixRow => {
  const prefix = parsePrefix(saved.prefix);
  if (prefix === undefined) throw new Error(`The saved NetBox holds no IPv6 prefix: ${saved.prefix}`);
  return { ...saved, prefix };
};

/**
 * An inventory: empty with both custom fields in place, or what `saved` holds. `clock` gives epoch milliseconds.
 * Throws an Error where `saved` holds a prefix that is none.
 */
export const openInventory = (clock: () => number, saved?: SavedInventory): Inventory => {
  const prefixes = rowsById((saved?.prefixes ?? []).map(restorePrefix));
  const vrfs = rowsById(saved?.vrfs ?? []);
  const fields = rowsById(saved?.fields ?? ourFields());
  let lastId = saved?.lastId ?? fields.size;
  let lastStamp = 0;

  return {
    prefixes,
    vrfs,
    fields,
    nextId: () => ++lastId,
    stamp() {
      lastStamp = Math.max(lastStamp + 1, clock() * 1000);
      return printTime(lastStamp);
    },
    fieldNamed: (name) => [...fields.values()].find((field) => field.name === name),
    dump: () => ({
      lastId,
      prefixes: [...prefixes.values()].map((row) => ({ ...row, prefix: formatPrefix(row.prefix) })),
      vrfs: [...vrfs.values()],
      fields: [...fields.values()],
    }),
  };
};

/** Puts a new prefix into the inventory, without any check. */
export const insertPrefix = (
  inventory: Inventory,
  content: Pick<PrefixRow, 'prefix' | 'vrf' | 'status' | 'customFields'>,
): PrefixRow => {
  const created = inventory.stamp();
  const row = { id: inventory.nextId(), ...content, created, lastUpdated: inventory.stamp() };
  inventory.prefixes.set(row.id, row);
  return row;
};
