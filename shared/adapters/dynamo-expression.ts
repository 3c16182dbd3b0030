import { all, any, type Condition } from '../domain/condition.ts';
import type { Attributes } from './dynamo-attributes.ts';

type Values = Record<string, unknown>;

/** Placeholders of one request; an empty map may not be sent. */
type Scope = {
  names: Record<string, string>;
  values: Values;
  path(path: string): string;
  value(path: string, value: unknown): string;
};

const scopeOf = (attributes: Attributes): Scope => {
  const names: Record<string, string> = {};
  const values: Values = {};
  const known = new Map<string, string>();
  const nameOf = (segment: string): string => {
    const placeholder = known.get(segment) ?? `#${known.size}`;
    known.set(segment, placeholder);
    names[placeholder] = segment;
    return placeholder;
  };
  return {
    names,
    values,
    path: (path) => attributes.path(path).map(nameOf).join('.'),
    value: (path, value) => {
      const placeholder = `:${Object.keys(values).length}`;
      values[placeholder] = attributes.value(path, value);
      return placeholder;
    },
  };
};

const isAlways = (condition: Condition): boolean => condition.is === 'all' && condition.of.length === 0;
const isNever = (condition: Condition): boolean => condition.is === 'any' && condition.of.length === 0;

const allOf = (parts: readonly Condition[]): Condition => {
  const asked = parts.filter((part) => !isAlways(part));
  if (asked.some(isNever)) return any();
  return asked.length === 1 ? (asked[0] as Condition) : all(...asked);
};

const anyOf = (parts: readonly Condition[]): Condition => {
  const asked = parts.filter((part) => !isNever(part));
  if (asked.some(isAlways)) return all();
  return asked.length === 1 ? (asked[0] as Condition) : any(...asked);
};

/**
 * The same condition without what needs no asking: DynamoDB refuses an empty AND, parentheses around parentheses,
 * and a placeholder that nothing uses.
 */
const simplified = (condition: Condition): Condition => {
  switch (condition.is) {
    case 'in':
      return condition.values.length === 0 ? any() : condition;
    case 'all':
      return allOf(condition.of.map(simplified));
    case 'any':
      return anyOf(condition.of.map(simplified));
    default:
      return condition;
  }
};

const compiled = (condition: Condition, scope: Scope): string => {
  switch (condition.is) {
    case 'equal':
      return `${scope.path(condition.path)} = ${scope.value(condition.path, condition.value)}`;
    case 'in': {
      const { path, values } = condition;
      return `${scope.path(path)} IN (${values.map((value) => scope.value(path, value)).join(', ')})`;
    }
    case 'less':
      return `${scope.path(condition.path)} < ${scope.value(condition.path, condition.value)}`;
    case 'absent':
      return `attribute_not_exists(${scope.path(condition.path)})`;
    case 'all':
      return condition.of.map((each) => `(${compiled(each, scope)})`).join(' AND ');
    case 'any':
      return condition.of.map((each) => `(${compiled(each, scope)})`).join(' OR ');
  }
};

/** Every item has its key, so this is how to ask for what never holds. */
const NEVER = 'attribute_exists(pk) AND attribute_not_exists(pk)';

const conditionText = (condition: Condition, scope: Scope): { ConditionExpression?: string } => {
  const asked = simplified(condition);
  if (isAlways(asked)) return {};
  return { ConditionExpression: isNever(asked) ? NEVER : compiled(asked, scope) };
};

type Placeholders = {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Values;
};

const placeholders = ({ names, values }: Scope): Placeholders => ({
  ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
  ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
});

/**
 * The condition parts of a Put or a Delete, to be spread into its request. A condition that always holds asks
 * nothing; every segment of a path is a `#name`, for it may be a reserved word or hold any character.
 */
export const conditionExpression = (condition: Condition, attributes: Attributes) => {
  const scope = scopeOf(attributes);
  return { ...conditionText(condition, scope), ...placeholders(scope) };
};

/** What an update does: dotted paths to set, to remove, and of numbers that rise by one. */
export type Update = {
  when: Condition;
  set: Readonly<Record<string, unknown>>;
  remove: readonly string[];
  increment?: readonly string[];
};

const setClause = ({ set, increment = [] }: Update, scope: Scope): string[] => {
  const assigned = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => `${scope.path(path)} = ${scope.value(path, value)}`);
  const risen = increment.map(
    (path) => `${scope.path(path)} = ${scope.path(path)} + ${scope.value(path, 1)}`,
  );
  const parts = [...assigned, ...risen];
  return parts.length === 0 ? [] : [`SET ${parts.join(', ')}`];
};

const removeClause = ({ remove }: Update, scope: Scope): string[] =>
  remove.length === 0 ? [] : [`REMOVE ${remove.map((path) => scope.path(path)).join(', ')}`];

/** The expression parts of an UpdateItem, to be spread into its request. */
export const updateExpression = (update: Update, attributes: Attributes) => {
  const scope = scopeOf(attributes);
  return {
    UpdateExpression: [...setClause(update, scope), ...removeClause(update, scope)].join(' '),
    ...conditionText(update.when, scope),
    ...placeholders(scope),
  };
};
