import { copyOf } from './copy.ts';

/** A map of DynamoDB: an item, or an attribute of one. */
type Item = Record<string, unknown>;

/** The same without these attributes. */
export const omit = (item: Readonly<Item>, names: readonly string[]): Item => {
  if (!names.some((name) => name in item)) return copyOf(item);
  const rest: Item = {};
  for (const name of Object.keys(item)) if (!names.includes(name)) rest[name] = item[name];
  return rest;
};

/** `attribute.member` as its two names; undefined for the path of a whole attribute. */
const memberOf = (path: string): [string, string] | undefined => {
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : [path.slice(0, dot), path.slice(dot + 1)];
};

const dropMember = (item: Item, path: string): void => {
  const [name, member] = memberOf(path) ?? [];
  if (name === undefined || member === undefined || item[name] === undefined) return;
  item[name] = omit(item[name] as Item, [member]);
};

const put = (item: Item, path: string, value: unknown): void => {
  const [name, member] = memberOf(path) ?? [path];
  if (member === undefined) {
    item[name] = value;
    return;
  }
  const map = copyOf((item[name] ?? {}) as Item);
  map[member] = value;
  item[name] = map;
};

/**
 * A stored item after a write of these paths, each of an attribute or of a member of one: what an UpdateExpression of SET
 * and REMOVE does to it.
 */
export const patched = (
  item: object,
  { set, remove }: { set: Readonly<Item>; remove: readonly string[] },
): Item => {
  const result = omit(item as Item, remove);
  for (const path of remove) dropMember(result, path);
  for (const path of Object.keys(set)) if (set[path] !== undefined) put(result, path, set[path]);
  return result;
};
