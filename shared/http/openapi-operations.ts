import type { RouteName } from '../contract/routes.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { HeaderName } from './openapi-headers.ts';
import type { SchemaName } from './openapi-schemas.ts';

/** One success of a route. */
export type AnswerDoc = { description: string; schema?: SchemaName; headers?: readonly HeaderName[] };

/** What the document says of a route beyond its method, path and scope. `problems` beyond those that all routes have. */
export type RouteDoc = {
  summary: string;
  body?: SchemaName;
  example?: object;
  parameters?: readonly ('Idempotency-Key' | 'If-Match' | 'Prefer')[];
  answers: Readonly<Record<number, AnswerDoc>>;
  problems: readonly ErrorCode[];
};

const REPEATABLE: readonly ErrorCode[] = ['idempotency-key-reused', 'too-many-idempotency-keys', 'contended'];
const NETBOX: readonly ErrorCode[] = ['netbox-refused', 'netbox-misconfigured', 'netbox-unavailable'];

const operation = (description: string, ...more: HeaderName[]): AnswerDoc => ({
  description,
  schema: 'Operation',
  headers: ['ETag', 'Idempotency-Replayed', ...more],
});

const service = (summary: string, description: string): RouteDoc => ({
  summary,
  body: 'ServiceRequest',
  example: { username: 'line-1@isp', nasIp: '192.0.2.1', acctSessionId: '5f3a9c01', sendCoa: true },
  parameters: ['Idempotency-Key', 'If-Match'],
  answers: { 200: operation(description) },
  problems: [
    'not-found',
    'precondition-failed',
    'illegal-transition',
    'unknown-nas',
    'unknown-session',
    ...REPEATABLE,
  ],
});

/** What the document says of each route. */
export const ROUTE_DOCS: Readonly<Record<RouteName, RouteDoc>> = {
  getStatus: {
    summary: 'The state of a subscriber’s lease and the prefix that it holds',
    answers: { 200: { description: 'All fields, null where unset.', schema: 'Status', headers: ['ETag'] } },
    problems: ['not-found'],
  },
  allocatePrefix: {
    summary: 'Allocate a prefix to a subscriber',
    body: 'AllocateRequest',
    example: { prefixSize: 56 },
    parameters: ['Idempotency-Key', 'If-Match'],
    answers: { 201: operation('The prefix is allocated, in NetBox and in the table.') },
    problems: [
      'precondition-failed',
      'illegal-transition',
      'allocation-running',
      'pool-exhausted',
      'unknown-pool',
      'length-not-served',
      'wrong-assignment-mode',
      'preassigned-prefix-unusable',
      'allocation-failed',
      ...REPEATABLE,
      ...NETBOX,
    ],
  },
  activatePrefix: service('Put the prefix into service', 'The prefix is active.'),
  suspendPrefix: service(
    'Suspend the service; the prefix stays the subscriber’s',
    'The prefix is suspended.',
  ),
  resumePrefix: service('Resume a suspended service', 'The prefix is active again.'),
  revokePrefix: {
    summary: 'Take the prefix back, whatever the state of the lease; idempotent',
    body: 'RevokeRequest',
    example: { sendDisconnect: true, releaseToNetbox: true },
    parameters: ['Idempotency-Key', 'If-Match', 'Prefer'],
    answers: {
      200: operation('The lease is revoked.', 'Preference-Applied'),
      202: operation('The revocation has begun, or goes on.', 'Location', 'Preference-Applied'),
    },
    problems: [
      'not-found',
      'precondition-failed',
      'unknown-nas',
      'unknown-session',
      'revocation-failed',
      ...REPEATABLE,
    ],
  },
  getProfile: {
    summary: 'How a subscriber is to get addresses',
    answers: { 200: { description: 'The profile.', schema: 'Profile', headers: ['ETag'] } },
    problems: ['not-found'],
  },
  putProfile: {
    summary: 'Save a subscriber’s profile; only while no prefix is held, unless it is equal',
    body: 'ProfileRequest',
    example: { assignmentMode: 'dual_stack', prefixSize: 56 },
    parameters: ['If-Match'],
    answers: {
      200: { description: 'The profile is saved.', schema: 'Profile', headers: ['ETag'] },
      201: { description: 'The profile is new.', schema: 'Profile', headers: ['ETag'] },
    },
    problems: [
      'precondition-failed',
      'prefix-held',
      'allocation-running',
      'preassigned-prefix-unusable',
      'contended',
    ],
  },
  deleteProfile: {
    summary: 'Delete a subscriber’s profile; only while no prefix is held',
    parameters: ['If-Match'],
    answers: { 204: { description: 'The profile is gone.' } },
    problems: ['not-found', 'precondition-failed', 'prefix-held', 'allocation-running', 'contended'],
  },
  getStats: {
    summary: 'Counts of the tenant’s leases, seconds behind the table',
    answers: { 200: { description: 'The statistics.', schema: 'Statistics' } },
    problems: [],
  },
  listPools: {
    summary: 'The pools that the tenant may delegate from',
    answers: { 200: { description: 'In the order in which they are tried.', schema: 'PoolList' } },
    problems: [],
  },
  putPool: {
    summary: 'Grant a pool, a prefix in NetBox, to a tenant',
    body: 'PoolRequest',
    example: { prefixSize: 56, order: 1, quarantineSeconds: 86_400 },
    answers: {
      200: { description: 'The grant is changed.', schema: 'Pool' },
      201: { description: 'The grant is new.', schema: 'Pool' },
    },
    problems: ['unknown-pool', 'length-not-served', 'pool-overlap', 'pool-in-use', 'contended', ...NETBOX],
  },
  deletePool: {
    summary: 'Take a pool from a tenant; only while none of its prefixes is held',
    answers: { 204: { description: 'The grant is gone.' } },
    problems: ['not-found', 'pool-in-use', 'contended'],
  },
  listNas: {
    summary: 'The tenant’s access routers, without their secrets',
    answers: { 200: { description: 'The access routers.', schema: 'NasList' } },
    problems: [],
  },
  putNas: {
    summary: 'Give a tenant an access router, with its RADIUS secret',
    body: 'NasRequest',
    example: { secret: 'a long shared secret', profile: 'rfc5176' },
    answers: {
      200: { description: 'The access router is changed.', schema: 'Nas' },
      201: { description: 'The access router is new.', schema: 'Nas' },
    },
    problems: ['contended'],
  },
  deleteNas: {
    summary: 'Take an access router, and its secret, from a tenant',
    answers: { 204: { description: 'The access router is gone.' } },
    problems: ['not-found'],
  },
  getOpenapi: {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: 'Document' } },
    problems: [],
  },
  getHealth: {
    summary: 'Whether the API answers',
    answers: { 200: { description: 'It does.', schema: 'Health' } },
    problems: [],
  },
};
