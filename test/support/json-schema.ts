/** A JSON Schema (2020-12) of the OpenAPI document, as parsed JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Follows a `$ref` within its document. */
export const resolved = (document: JsonSchema, schema: JsonSchema): JsonSchema => {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.replace(/^#\//, '').split('/');
  const target = path.reduce<unknown>((node, name) => (node as JsonSchema | undefined)?.[name], document);
  if (typeof target !== 'object' || target === null) throw new Error(`${schema.$ref} leads nowhere.`);
  return resolved(document, target as JsonSchema);
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};

type Place = { schema: JsonSchema; document: JsonSchema };

type Check = (value: unknown, argument: never, place: Place) => string[];

const each = (entries: readonly [string | number, unknown, JsonSchema][], document: JsonSchema): string[] =>
  entries.flatMap(([name, value, schema]) =>
    faultsOf(value, schema, document).map((fault) => `/${name}${fault}`),
  );

const says = (right: boolean, fault: string): string[] => (right ? [] : [` ${fault}`]);

const length = (value: unknown): number => [...String(value)].length;

/** The keywords that our schemas use: another one is an error, so that none is passed over. */
const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, types: string | string[]) =>
    says(
      [types].flat().some((type) => TYPES[type]?.(value)),
      `is no ${types}`,
    ),
  enum: (value, values: unknown[]) => (values.includes(value) ? [] : [` is none of ${values}`]),
  const: (value, only: unknown) => says(value === only, `is not ${only}`),
  pattern: (value, pattern: string) =>
    says(typeof value !== 'string' || new RegExp(pattern, 'u').test(value), `is not like ${pattern}`),
  minLength: (value, least: number) =>
    says(typeof value !== 'string' || length(value) >= least, 'is too short'),
  maxLength: (value, most: number) => says(typeof value !== 'string' || length(value) <= most, 'is too long'),
  minimum: (value, least: number) => says(typeof value !== 'number' || value >= least, `is under ${least}`),
  maximum: (value, most: number) => says(typeof value !== 'number' || value <= most, `is over ${most}`),
  required: (value, names: string[]) =>
    isObject(value) ? names.flatMap((name) => says(Object.hasOwn(value, name), `lacks ${name}`)) : [],
  additionalProperties: (value, allowed: unknown, { schema }) => {
    if (allowed !== false || !isObject(value)) return [];
    const known = Object.keys((schema.properties ?? {}) as object);
    return Object.keys(value).flatMap((name) => says(known.includes(name), `has ${name}`));
  },
  properties: (value, properties: Record<string, JsonSchema>, { document }) =>
    isObject(value)
      ? each(
          Object.entries(properties).flatMap(([name, schema]) =>
            Object.hasOwn(value, name) ? [[name, value[name], schema] as const] : [],
          ) as [string, unknown, JsonSchema][],
          document,
        )
      : [],
  items: (value, schema: JsonSchema, { document }) =>
    Array.isArray(value)
      ? each(
          value.map((item, index) => [index, item, schema]),
          document,
        )
      : [],
  allOf: (value, schemas: JsonSchema[], { document }) =>
    schemas.flatMap((schema) => faultsOf(value, schema, document)),
  anyOf: (value, schemas: JsonSchema[], { document }) =>
    says(
      schemas.some((schema) => faultsOf(value, schema, document).length === 0),
      'fits none',
    ),
};

const ANNOTATIONS = ['description', 'default', 'example'];

/** What is wrong with a value by a schema, each with its JSON Pointer; empty where it conforms. */
export const faultsOf = (value: unknown, schema: JsonSchema, document: JsonSchema): string[] => {
  const own = resolved(document, schema);
  return Object.entries(own).flatMap(([keyword, argument]) => {
    if (ANNOTATIONS.includes(keyword)) return [];
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`The keyword ${keyword} is not understood.`);
    return check(value, argument as never, { schema: own, document });
  });
};
