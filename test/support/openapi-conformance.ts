import { readFileSync } from 'node:fs';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import type { ApiAnswer } from './api-world.ts';
import { faultsOf, type JsonSchema, resolved } from './json-schema.ts';

/** The committed OpenAPI document. */
export const committed = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
) as JsonSchema;

const child = (node: JsonSchema, name: string): JsonSchema => {
  const value = node[name];
  if (typeof value !== 'object' || value === null) throw new Error(`The document has no ${name} here.`);
  return resolved(committed, value as JsonSchema);
};

/** The operation of a route in the committed document. */
export const operationOf = (route: RouteName): JsonSchema =>
  child(child(child(committed, 'paths'), ROUTES[route].path), ROUTES[route].method.toLowerCase());

/** The schema of a route's request body; undefined where it has none. */
export const bodySchemaOf = (route: RouteName): JsonSchema | undefined => {
  const operation = operationOf(route);
  if (operation.requestBody === undefined) return undefined;
  return child(child(child(child(operation, 'requestBody'), 'content'), 'application/json'), 'schema');
};

/** A header's value as its schema has it: the wire knows text alone. */
const headerValue = (schema: JsonSchema, text: string): unknown =>
  schema.type === 'integer' ? Number(text) : text;

const headerFaults = (response: JsonSchema, headers: Record<string, string>): string[] => {
  const documented = child(response, 'headers');
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name === 'Content-Type') return [];
    if (!Object.hasOwn(documented, name)) return [`header ${name} is not documented`];
    const schema = child(child(documented, name), 'schema');
    return faultsOf(headerValue(schema, value), schema, committed).map((fault) => `header ${name}${fault}`);
  });
};

const contentFaults = (response: JsonSchema, { headers, body }: ApiAnswer): string[] => {
  if (response.content === undefined) return body === undefined ? [] : ['there is a body'];
  const content = child(response, 'content');
  const mediaType = headers['Content-Type'] ?? 'nothing';
  if (!Object.hasOwn(content, mediaType)) return [`the content is ${mediaType}`];
  return faultsOf(body, child(child(content, mediaType), 'schema'), committed).map((fault) => `body${fault}`);
};

/** How an answer of a route differs from what the committed document says of it; empty where it conforms. */
export const conformanceFaults = (route: RouteName, answer: ApiAnswer): string[] => {
  const responses = child(operationOf(route), 'responses');
  if (!Object.hasOwn(responses, answer.status)) return [`status ${answer.status} is not documented`];
  const response = child(responses, String(answer.status));
  const missing = ['X-Correlation-Id', 'Cache-Control'].filter((name) => answer.headers[name] === undefined);
  return [
    ...missing.map((name) => `header ${name} is missing`),
    ...headerFaults(response, answer.headers),
    ...contentFaults(response, answer),
  ];
};
