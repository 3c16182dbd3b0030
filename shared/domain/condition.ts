/**
 * A condition on one stored item, as data: compiled into a ConditionExpression by the table's adapter and evaluated
 * here by the in-memory double, so that both mean the same. `path` is dotted (`revocation.run.until`); no segment
 * may hold a dot.
 */
export type Condition =
  | { is: 'equal'; path: string; value: string | number | boolean }
  | { is: 'in'; path: string; values: readonly string[] }
  | { is: 'less'; path: string; value: number }
  | { is: 'absent'; path: string }
  | { is: 'all'; of: readonly Condition[] }
  | { is: 'any'; of: readonly Condition[] };

/** True where the attribute is there and has exactly this value. */
export const equal = (path: string, value: string | number | boolean): Condition => ({
  is: 'equal',
  path,
  value,
});

/** True where the attribute is there and is one of these. */
export const oneOf = (path: string, values: readonly string[]): Condition => ({ is: 'in', path, values });

/** True where the attribute is there and is a smaller number. */
export const less = (path: string, value: number): Condition => ({ is: 'less', path, value });

/** True where the attribute, or the whole item, is not there. */
export const absent = (path: string): Condition => ({ is: 'absent', path });

/** True where all are; `all()` is always true. */
export const all = (...of: readonly Condition[]): Condition => ({ is: 'all', of });

/** True where one is; `any()` is never true. */
export const any = (...of: readonly Condition[]): Condition => ({ is: 'any', of });

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** The value at a dotted path of an item, or undefined. */
export const valueAt = (item: unknown, path: string): unknown =>
  path.includes('.') ? path.split('.').reduce(member, item) : member(item, path);

/** Whether a condition holds for an item; `undefined` is the item that is not there. */
export const holds = (condition: Condition, item: unknown): boolean => {
  switch (condition.is) {
    case 'equal':
      return valueAt(item, condition.path) === condition.value;
    case 'in':
      return (condition.values as readonly unknown[]).includes(valueAt(item, condition.path));
    case 'less': {
      const value = valueAt(item, condition.path);
      return typeof value === 'number' && value < condition.value;
    }
    case 'absent':
      return valueAt(item, condition.path) === undefined;
    case 'all':
      return condition.of.every((each) => holds(each, item));
    case 'any':
      return condition.of.some((each) => holds(each, item));
  }
};
