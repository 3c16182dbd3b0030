import { TENANT_ID } from '../domain/identifiers.ts';

const text = (description: string, more: object = {}) => ({
  description,
  schema: { type: 'string', ...more },
});

/** The headers of answers. */
export const HEADERS = {
  'X-Correlation-Id': text('Finds the request in the logs; the caller’s own where that was well-formed.'),
  'Cache-Control': text('Nothing is to be stored.', { const: 'no-store' }),
  ETag: text('The lease’s version and authorization revision: "<version>.<revision>".', {
    pattern: '^"[1-9][0-9]*\\.[0-9]+"$',
  }),
  'Idempotency-Replayed': text('The answer was given to this Idempotency-Key before.', { const: 'true' }),
  Location: text('Where the state of the lease is read, a relative reference.'),
  'Preference-Applied': text('How long was waited at most (RFC 7240).', { pattern: '^wait=[0-9]+$' }),
  'Retry-After': {
    description: 'After how many seconds a repeat can do better.',
    schema: { type: 'integer', minimum: 1 },
  },
  Allow: text('The methods of this path.'),
  'WWW-Authenticate': text('How to authenticate.', { const: 'Bearer' }),
} as const;

/** The name of a header of an answer. */
export type HeaderName = keyof typeof HEADERS;

/** References to headers of the document, by name. */
export const headerRefs = (names: readonly HeaderName[]): Record<string, { $ref: string }> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const header = (name: string, description: string, schema: object) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string', ...schema },
});

const path = (name: string, description: string, schema: object) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

/** The parameters of requests, by name. */
export const PARAMETERS = {
  subscriberId: path('subscriberId', 'The provider’s own id of a subscriber; not "." or "..".', {
    type: 'string',
    pattern: '^[A-Za-z0-9._:@-]{1,128}$',
  }),
  netboxPoolId: path('netboxPoolId', 'The id of a prefix in NetBox.', {
    type: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
  }),
  ip: path('ip', 'An IPv4 or IPv6 address.', { type: 'string', maxLength: 45 }),
  tenantId: {
    name: 'tenantId',
    in: 'query',
    description: 'The token’s tenant; with platform:admin, on the routes that need it, the tenant acted on.',
    schema: { type: 'string', pattern: TENANT_ID.source },
  },
  'Idempotency-Key': header('Idempotency-Key', 'Makes the call repeatable for 24 hours.', {
    pattern: '^[\\x20-\\x7e]{1,255}$',
  }),
  'If-Match': header('If-Match', 'A strong ETag of the lease, whose version is compared, or *.', {}),
  Prefer: header('Prefer', 'wait=N: wait up to N seconds, at most 20, for the end (RFC 7240).', {}),
  'X-Correlation-Id': header('X-Correlation-Id', 'Finds the request in the logs.', {
    pattern: '^[A-Za-z0-9._:-]{1,128}$',
  }),
} as const;

/** The name of a parameter of requests. */
export type ParameterName = keyof typeof PARAMETERS;

/** A reference to a parameter of the document. */
export const parameterRef = (name: ParameterName): { $ref: string } => ({
  $ref: `#/components/parameters/${name}`,
});
