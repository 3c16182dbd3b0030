import { API_BASE, ROUTES, type RouteName, SCOPES } from '../contract/routes.ts';
import { ERROR_CODES, type ErrorCode } from '../domain/errors.ts';
import {
  HEADERS,
  type HeaderName,
  headerRefs,
  PARAMETERS,
  type ParameterName,
  parameterRef,
} from './openapi-headers.ts';
import { type AnswerDoc, ROUTE_DOCS } from './openapi-operations.ts';
import { jsonSchemas, schemaRef } from './openapi-schemas.ts';
import { PROBLEM_MEDIA_TYPE, PROBLEMS, problemType } from './problems.ts';

type Route = { method: string; path: string; scope?: string };

const ALWAYS: readonly HeaderName[] = ['X-Correlation-Id', 'Cache-Control'];

const pathParameters = (path: string): ParameterName[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as ParameterName);

/** The problems of a route: what its doc names, and what every route with a token, a path parameter or a body has. */
const problemsOf = (name: RouteName): ErrorCode[] => {
  const { path, scope }: Route = ROUTES[name];
  const { body, problems } = ROUTE_DOCS[name];
  const formed = body !== undefined || pathParameters(path).length > 0;
  const caller: ErrorCode[] = ['unauthenticated', 'missing-scope', 'wrong-tenant', 'internal'];
  return [
    'method-not-allowed',
    ...(scope === undefined ? [] : caller),
    ...(formed ? (['malformed-request'] as const) : []),
    ...(body === undefined ? [] : (['body-too-large', 'unsupported-media-type'] as const)),
    ...problems,
  ];
};

const problemHeaders = (codes: readonly ErrorCode[]): HeaderName[] => [
  ...ALWAYS,
  ...(codes.some((code) => PROBLEMS[code].retryAfterSeconds !== undefined) ? (['Retry-After'] as const) : []),
  ...(codes.includes('method-not-allowed') ? (['Allow'] as const) : []),
  ...(codes.includes('unauthenticated') ? (['WWW-Authenticate'] as const) : []),
];

const problemExamples = () =>
  Object.fromEntries(
    ERROR_CODES.map((code) => {
      const { title, status } = PROBLEMS[code];
      return [code, { value: { type: problemType(code), title, status, detail: `${title}.` } }];
    }),
  );

const exampleRef = (code: ErrorCode) => [code, { $ref: `#/components/examples/${code}` }];

const problemAnswer = (codes: readonly ErrorCode[]) => ({
  description: codes.map((code) => PROBLEMS[code].title).join('; '),
  headers: headerRefs(problemHeaders(codes)),
  content: {
    [PROBLEM_MEDIA_TYPE]: {
      schema: { allOf: [schemaRef('Problem'), { properties: { type: { enum: codes.map(problemType) } } }] },
      examples: Object.fromEntries(codes.map(exampleRef)),
    },
  },
});

const successAnswer = ({ description, schema, headers = [] }: AnswerDoc) => ({
  description,
  headers: headerRefs([...ALWAYS, ...headers]),
  ...(schema === undefined ? {} : { content: { 'application/json': { schema: schemaRef(schema) } } }),
});

/** The problems of a route that share a status: one answer of the document, and one where other routes have the same. */
const problemGroups = (name: RouteName): [status: number, codes: ErrorCode[]][] => [
  ...Map.groupBy(problemsOf(name), (code) => PROBLEMS[code].status),
];

const groupName = (codes: readonly ErrorCode[]): string => codes.join('.');

const problemAnswers = () =>
  Object.fromEntries(
    (Object.keys(ROUTES) as RouteName[])
      .flatMap(problemGroups)
      .map(([, codes]) => [groupName(codes), problemAnswer(codes)]),
  );

const answersOf = (name: RouteName): Record<string, object> => {
  const successes = Object.entries(ROUTE_DOCS[name].answers);
  return Object.fromEntries([
    ...successes.map(([status, answer]) => [status, successAnswer(answer)]),
    ...problemGroups(name).map(([status, codes]) => [
      String(status),
      { $ref: `#/components/responses/${groupName(codes)}` },
    ]),
  ]);
};

const bodyOf = (name: RouteName) => {
  const { body, example } = ROUTE_DOCS[name];
  if (body === undefined) return {};
  const content = { 'application/json': { schema: schemaRef(body), example } };
  return { requestBody: { description: 'Nothing sent means {}. At most 64 kB.', content } };
};

const operationOf = (name: RouteName) => {
  const { path, scope }: Route = ROUTES[name];
  const { summary, parameters = [] } = ROUTE_DOCS[name];
  const own = [...pathParameters(path), ...(scope === undefined ? [] : (['tenantId'] as const))];
  return {
    operationId: name,
    summary,
    security: scope === undefined ? [] : [{ bearer: [scope] }],
    parameters: [...own, ...parameters, 'X-Correlation-Id' as const].map(parameterRef),
    ...bodyOf(name),
    responses: answersOf(name),
  };
};

const pathsOf = (): Record<string, object> => {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, { method, path }] of Object.entries(ROUTES) as [RouteName, Route][]) {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(name) };
  }
  return paths;
};

/** The OpenAPI 3.1 document, derived from the routes and from the schemas that the handlers parse with. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: 'Leasehold',
    version: '1.0.0',
    description:
      'The life of the IPv6 prefixes that a provider delegates to its subscribers. Errors are RFC 9457 problems; where a lease is concerned they name its state and the actions open to it.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: API_BASE }],
  paths: pathsOf(),
  components: {
    schemas: jsonSchemas(),
    parameters: PARAMETERS,
    headers: HEADERS,
    responses: problemAnswers(),
    examples: problemExamples(),
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: `Claims: tenant_id, and scope with ${Object.values(SCOPES).join(', ')} separated by spaces.`,
      },
    },
  },
});
