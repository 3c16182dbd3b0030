import fc, { type Arbitrary } from 'fast-check';
import type { RouteName } from '../../shared/contract/routes.ts';
import type { JsonSchema } from './json-schema.ts';
import { bodySchemaOf } from './openapi-conformance.ts';

/** What the world of the test has, so that not every request ends at an unknown id. */
export type Known = {
  subscribers: string[];
  pools: string[];
  nas: string[];
  prefixes: string[];
  prefixSizes: number[];
};

/** Any code units, also such as make no text. fast-check's own unit for it draws up a table of a million first. */
export const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 140 })
  .map((units) => String.fromCharCode(...units));

const SAFE = Number.MAX_SAFE_INTEGER;

const integer = ({ minimum = 0, maximum = SAFE, exclusiveMinimum }: JsonSchema): Arbitrary<number> => {
  const least = typeof exclusiveMinimum === 'number' ? exclusiveMinimum + 1 : (minimum as number);
  return fc.oneof(
    fc.maxSafeInteger().map((n) => least + (Math.abs(n) % Math.min((maximum as number) - least + 1, SAFE))),
    fc.constantFrom(least, Math.min(least + 8, maximum as number), maximum as number),
  );
};

const object = ({ properties = {}, required = [] }: JsonSchema, known: Known): Arbitrary<object> =>
  fc.record(
    Object.fromEntries(
      Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => [
        name,
        fieldOf(name, schema, known),
      ]),
    ),
    { requiredKeys: required as never[] },
  );

const ownValue = (schema: JsonSchema, known: Known): Arbitrary<unknown> => {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object':
      return object(schema, known);
    case 'integer':
      return integer(schema);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.string({ minLength: Number(schema.minLength ?? 0), maxLength: 20 });
    default:
      throw new Error(`There is no arbitrary for ${JSON.stringify(schema)}.`);
  }
};

/** The values of the world beside those of the schema, where a field names something of the world. */
const fieldOf = (name: string, schema: JsonSchema, known: Known): Arbitrary<unknown> => {
  const value = ownValue(schema, known);
  const ofTheWorld: Record<string, readonly unknown[]> = {
    netboxPoolId: known.pools.map(Number),
    prefixSize: known.prefixSizes,
    nasIp: known.nas,
    preassignedPrefix: known.prefixes,
  };
  const values = ofTheWorld[name];
  return values === undefined
    ? value
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: value });
};

const odd = fc.oneof(
  fc.constantFrom(null, -1, 0, 47, 65, 56.5, 2 ** 53, 1e308, '', '56', true, [], {}),
  anyText,
  fc.jsonValue({ maxDepth: 2 }),
);

/** One step away from a body that is right: a member lost, added, or of another value. */
const nearly = (body: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc
    .tuple(body, fc.nat(), odd, fc.constantFrom('lose', 'add', 'replace'), fc.string({ maxLength: 12 }))
    .map(([value, index, other, how, name]) => {
      const members = Object.entries(value as object);
      const at = members.length === 0 ? 0 : index % members.length;
      if (how === 'add') return { ...(value as object), [name]: other };
      return Object.fromEntries(
        members.flatMap(([key, own], position) => {
          if (position !== at) return [[key, own]];
          return how === 'lose' ? [] : [[key, other]];
        }),
      );
    });

const twice = (body: Arbitrary<unknown>): Arbitrary<string> =>
  body.map((value) => {
    const inner = JSON.stringify(value).slice(1, -1);
    return inner === '' ? '{"a":1,"a":1}' : `{${inner},${inner}}`;
  });

const garbage: Arbitrary<unknown> = fc.oneof(
  fc.json(),
  anyText,
  fc.constantFrom(
    '',
    ' ',
    '{',
    '[',
    '['.repeat(9000),
    '{"a":'.repeat(900),
    'x'.repeat(70_000),
    '{"__proto__":1}',
  ),
);

/** Bodies for a route: right, nearly right, with members twice, and garbage; undefined is none. */
export const bodyOf = (route: RouteName, known: Known): Arbitrary<unknown> => {
  const schema = bodySchemaOf(route);
  if (schema === undefined) return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, garbage);
  const right = object(schema, known);
  return fc.oneof(
    { weight: 9, arbitrary: right },
    { weight: 4, arbitrary: nearly(right) },
    { weight: 1, arbitrary: twice(right) },
    { weight: 1, arbitrary: garbage },
    { weight: 4, arbitrary: fc.constant(undefined) },
  );
};
