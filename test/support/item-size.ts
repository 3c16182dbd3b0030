/** The bytes of a number: half a byte a digit, and one for sign and exponent. */
const numberSize = (value: number): number =>
  Math.ceil(String(Math.abs(value)).replace(/0+$/, '').replace('.', '').length / 2) + 1;

/**
 * The size of a stored value as DynamoDB bills it, in bytes ("DynamoDB item sizes and formats" of the developer
 * guide): text in UTF-8, 3 for a map or list and 1 for each member beside its name and value.
 */
const valueSize = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSize(value);
  if (Array.isArray(value)) return 3 + value.reduce((sum, each) => sum + 1 + valueSize(each), 0);
  if (typeof value === 'object' && value !== null) {
    return 3 + Object.keys(value).length + itemSize(value);
  }
  return 1;
};

/** The size of a stored item in bytes: names and values. A write unit is 1024 of them. */
export const itemSize = (item: object): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
