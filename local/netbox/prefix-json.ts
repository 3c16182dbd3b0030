import { containsPrefix, formatPrefix } from '../../shared/domain/prefix.ts';
import type { Inventory, PrefixRow } from './inventory.ts';

const label = (value: string) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` });

const vrfJson = (inventory: Inventory, id: number | null, origin: string) => {
  const vrf = id === null ? undefined : inventory.vrfs.get(id);
  if (vrf === undefined) return null;
  const url = `${origin}/api/ipam/vrfs/${vrf.id}/`;
  return { id: vrf.id, url, display: vrf.name, name: vrf.name, rd: null, description: '' };
};

const customFieldsJson = (inventory: Inventory, row: PrefixRow) =>
  Object.fromEntries(
    [...inventory.fields.values()]
      .filter((field) => field.object_types.includes('ipam.prefix'))
      .map(({ name }) => [name, row.customFields[name] ?? null]),
  );

const others = (inventory: Inventory, row: PrefixRow): PrefixRow[] =>
  [...inventory.prefixes.values()].filter((other) => other.vrf === row.vrf && other.id !== row.id);

/** How many prefixes of the same table lie in this one, and it in. */
const countChildren = (inventory: Inventory, row: PrefixRow): number =>
  others(inventory, row).filter((other) => containsPrefix(row.prefix, other.prefix)).length;
const countParents = (inventory: Inventory, row: PrefixRow): number =>
  others(inventory, row).filter((other) => containsPrefix(other.prefix, row.prefix)).length;

type Rendering = {
  origin: string;
  /** The keys that were asked for; all where undefined. */
  keys?: readonly string[] | undefined;
  /** NetBox counts neither parents nor children in the answer to a POST. */
  isNew?: boolean;
};

/** A prefix as NetBox 4.7.3 prints it. */
export const prefixJson = (
  inventory: Inventory,
  row: PrefixRow,
  { origin, keys, isNew = false }: Rendering,
) => {
  const cidr = formatPrefix(row.prefix);
  const path = `ipam/prefixes/${row.id}/`;
  const count = (counted: () => number) => (isNew ? 0 : counted());
  const members: Record<string, () => unknown> = {
    id: () => row.id,
    url: () => `${origin}/api/${path}`,
    display_url: () => `${origin}/${path}`,
    display: () => cidr,
    family: () => ({ value: 6, label: 'IPv6' }),
    prefix: () => cidr,
    vrf: () => vrfJson(inventory, row.vrf, origin),
    scope_type: () => null,
    scope_id: () => null,
    scope: () => null,
    tenant: () => null,
    vlan: () => null,
    status: () => label(row.status),
    role: () => null,
    is_pool: () => false,
    mark_utilized: () => false,
    description: () => '',
    owner: () => null,
    comments: () => '',
    tags: () => [],
    custom_fields: () => customFieldsJson(inventory, row),
    created: () => row.created,
    last_updated: () => row.lastUpdated,
    children: () => count(() => countChildren(inventory, row)),
    _depth: () => count(() => countParents(inventory, row)),
  };
  const wanted = Object.entries(members).filter(([key]) => keys === undefined || keys.includes(key));
  return Object.fromEntries(wanted.map(([key, value]) => [key, value()]));
};

/** The ETag of a prefix on NetBox 4.6 and later. */
export const etagOf = (row: PrefixRow): string => `W/"${row.lastUpdated.replace('Z', '+00:00')}"`;
