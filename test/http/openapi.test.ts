import { expect, test } from '@jest/globals';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import { ERROR_CODES } from '../../shared/domain/errors.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { faultsOf, type JsonSchema, resolved } from '../support/json-schema.ts';
import { bodySchemaOf, committed, operationOf } from '../support/openapi-conformance.ts';

const document = openApiDocument() as unknown as JsonSchema;
const names = Object.keys(ROUTES) as RouteName[];

const refsIn = (node: unknown): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === '$ref' && typeof value === 'string' ? [value] : refsIn(value),
  );
};

test('the committed document is the one that the code gives: npm run openapi writes it', () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every reference leads somewhere', () => {
  for (const $ref of refsIn(document)) expect(resolved(document, { $ref })).toBeInstanceOf(Object);
});

test('every route is an operation, and there is no other', () => {
  const operations = Object.entries(committed.paths as object).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.sort()).toEqual(
    Object.values(ROUTES)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
});

test.each(names)('%s needs the scope of its route, and answers 401 and 403 exactly then', (name) => {
  const scope = 'scope' in ROUTES[name] ? ROUTES[name].scope : undefined;
  const operation = operationOf(name);
  expect(operation.security).toEqual(scope === undefined ? [] : [{ bearer: [scope] }]);
  expect(Object.hasOwn(operation.responses as object, '401')).toBe(scope !== undefined);
  expect(Object.hasOwn(operation.responses as object, '403')).toBe(scope !== undefined);
});

test.each(names)('%s declares every parameter of its path', (name) => {
  const declared = (operationOf(name).parameters as JsonSchema[]).map((each) => resolved(document, each));
  const inPath = declared.filter((each) => each.in === 'path').map((each) => `{${each.name}}`);
  expect(inPath).toEqual(ROUTES[name].path.match(/\{\w+\}/g) ?? []);
});

test.each(names)('the example of the request of %s conforms to its schema', (name) => {
  const schema = bodySchemaOf(name);
  if (schema === undefined) {
    expect(operationOf(name)).not.toHaveProperty('requestBody');
    return;
  }
  const { content } = operationOf(name).requestBody as { content: Record<string, { example: unknown }> };
  expect(faultsOf(content['application/json']?.example, schema, document)).toEqual([]);
});

test('every problem has an example of its shape', () => {
  const problem = (document.components as { schemas: Record<string, JsonSchema> }).schemas
    .Problem as JsonSchema;
  const { examples } = document.components as { examples: Record<string, { value: unknown }> };
  expect(Object.keys(examples)).toEqual([...ERROR_CODES]);
  for (const { value } of Object.values(examples)) expect(faultsOf(value, problem, document)).toEqual([]);
});

test('the schemas refuse unknown fields, also where a client reads them', () => {
  const { schemas } = document.components as { schemas: Record<string, JsonSchema> };
  const open = Object.entries(schemas).filter(([, schema]) => schema.additionalProperties !== false);
  expect(open.map(([name]) => name)).toEqual(['Document']);
});
