/** A map of DynamoDB: an item, or an attribute of one. */
type Item = Record<string, unknown>;

/** The same without these attributes. */
export const omit = (item: Readonly<Item>, names: readonly string[]): Item => {
  if (!names.some((name) => name in item)) return { ...item };
  const rest: Item = {};
  for (const name of Object.keys(item)) if (!names.includes(name)) rest[name] = item[name];
  return rest;
};

const dropMember = (item: Item, path: string): void => {
  const dot = path.indexOf('.');
  const name = path.slice(0, dot);
  const map = item[name] as Item | undefined;
  if (dot > 0 && map !== undefined) item[name] = omit(map, [path.slice(dot + 1)]);
};

const put = (item: Item, path: string, value: unknown): void => {
  const dot = path.indexOf('.');
  if (dot < 0) {
    item[path] = value;
    return;
  }
  const name = path.slice(0, dot);
  const map: Item = { ...(item[name] as Item | undefined) };
  map[path.slice(dot + 1)] = value;
  item[name] = map;
};

/** A stored item after a write of these paths: what an UpdateExpression of SET and REMOVE does to it. */
export const patched = (
  item: object,
  { set, remove }: { set: Readonly<Item>; remove: readonly string[] },
): Item => {
  const result = omit(item as Item, remove);
  for (const path of remove) dropMember(result, path);
  for (const path of Object.keys(set)) if (set[path] !== undefined) put(result, path, set[path]);
  return result;
};
