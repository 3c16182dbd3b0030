import type { TABLE } from '../contract/table.ts';
import type { Claim } from '../domain/claim.ts';
import { LEASE_NAMES } from './dynamo-lease-names.ts';

/** How an item is stored: where a dotted path of its domain shape leads, and what a value looks like there. */
export type Attributes = {
  /** The segments of the stored path. Throws for a name that is not stored: a defect of whoever wrote the path. */
  path(path: string): string[];
  /** Members that are undefined are left out. */
  value(path: string, value: unknown): unknown;
};

const storedName = (names: Readonly<Record<string, string>>, name: string): string => {
  const stored = Object.hasOwn(names, name) ? names[name] : undefined;
  if (stored === undefined) throw new Error(`No attribute of the name ${name} is stored.`);
  return stored;
};

type Rename = (name: string) => string;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const renamed = (value: unknown, rename: Rename): unknown =>
  isMap(value) ? remapped(value, rename, (inner) => renamed(inner, rename)) : value;

const remapped = (
  map: Record<string, unknown>,
  rename: Rename,
  each: (value: unknown) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) =>
      value === undefined ? [] : [[rename(name), each(value)]],
    ),
  );

const same: Rename = (name) => name;

/** One top-level attribute or member with other names; the keys of the map `idem` are a client's, and stay. */
const renamedAt = (name: string, value: unknown, rename: Rename): unknown =>
  name === 'idem' && isMap(value)
    ? remapped(value, same, (kept) => renamed(kept, rename))
    : renamed(value, rename);

const toStored: Rename = (name) => storedName(LEASE_NAMES, name);

/** How a lease is stored: under short names. */
export const leaseAttributes: Attributes = {
  path: (path) => {
    const [head, ...rest] = path.split('.') as [string, ...string[]];
    const [key, ...inner] = rest;
    return head === 'idem' && key !== undefined
      ? [toStored(head), key, ...inner.map(toStored)]
      : [head, ...rest].map(toStored);
  },
  value: (path, value) => renamedAt(path, value, toStored),
};

const FULL_NAMES = new Map<string, string>(Object.entries(LEASE_NAMES).map(([full, short]) => [short, full]));

const toFull: Rename = (name) => FULL_NAMES.get(name) ?? name;

/** The attributes of a lease under their full names; a name of a later version stays as it is. */
export const fullNames = (stored: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(stored).map(([name, value]) => {
      const full = toFull(name);
      return [full, renamedAt(full, value, toFull)];
    }),
  );

type KeysOf<T> = T extends unknown ? keyof T : never;

const CLAIM_NAMES = {
  tenant: 'tenant',
  subscriber: 'subscriber',
  epoch: 'epoch',
  netboxPrefixId: 'netboxPrefixId',
  poolId: 'poolId',
  since: 'since',
  state: 'state',
  writeId: 'writeId',
  dueAt: 'dueAt',
  dueShard: 'dueShard',
} as const satisfies Record<Exclude<KeysOf<Claim>, 'space' | 'cidr'> | typeof TABLE.dueShard, string>;

/** How a claim row is stored: under its own names, without what the key says. */
export const claimAttributes: Attributes = {
  path: (path) => [storedName(CLAIM_NAMES, path)],
  value: (_, value) => value,
};

/** How everything else is stored: as it is. */
export const plainAttributes: Attributes = {
  path: (path) => path.split('.'),
  value: (_, value) => value,
};
