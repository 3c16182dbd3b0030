import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leaseItem } from '../../shared/adapters/dynamo-items.ts';
import type { RouteName } from '../../shared/contract/routes.ts';
import type { Lease } from '../../shared/domain/lease.ts';
import { apiFunction } from '../support/api-functions.ts';
import { HELD, leaseIn } from '../support/leases.ts';
import { type System, startSystem } from '../support/system/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
  await system.grantPool('acme', '2001:db8::/40');
});
afterAll(() => system.close());

/** What each route answers to a lease in each state, typed out by hand; where it refuses, what it says is open. */
const MATRIX: Record<string, { open: string[]; answers: Record<string, number> }> = {
  pending: {
    open: ['allocate', 'revoke'],
    answers: { allocate: 201, activate: 409, suspend: 409, resume: 409, revoke: 202 },
  },
  allocated: {
    open: ['activate', 'revoke'],
    answers: { allocate: 409, activate: 200, suspend: 409, resume: 409, revoke: 202 },
  },
  active: {
    open: ['suspend', 'revoke'],
    answers: { allocate: 409, activate: 409, suspend: 200, resume: 409, revoke: 202 },
  },
  suspended: {
    open: ['resume', 'revoke'],
    answers: { allocate: 409, activate: 409, suspend: 409, resume: 200, revoke: 202 },
  },
  revoking: {
    open: [],
    answers: { allocate: 409, activate: 409, suspend: 409, resume: 409, revoke: 202 },
  },
  revoked: {
    open: ['allocate'],
    answers: { allocate: 201, activate: 409, suspend: 409, resume: 409, revoke: 200 },
  },
  failed: {
    open: ['allocate', 'revoke'],
    answers: { allocate: 201, activate: 409, suspend: 409, resume: 409, revoke: 202 },
  },
  'failed, its prefix held': {
    open: ['revoke'],
    answers: { allocate: 409, activate: 409, suspend: 409, resume: 409, revoke: 202 },
  },
};

const leaseFor = (name: string): Lease =>
  name === 'failed, its prefix held' ? leaseIn('failed', { held: HELD }) : leaseIn(name as Lease['state']);

const eventFor = (subscriberId: string) => ({
  headers: {},
  pathParameters: { subscriberId },
  isBase64Encoded: false,
  requestContext: {
    http: { method: 'POST' },
    authorizer: { jwt: { claims: { tenant_id: 'acme', scope: 'ipv6:read ipv6:write' } } },
  },
});

const context = { getRemainingTimeInMillis: () => 29_000, awsRequestId: 'r' };

describe.each(Object.entries(MATRIX))('a lease that is %s', (name, { open, answers }) => {
  test.each(Object.entries(answers))('answers %s with %i', async (action, status) => {
    const subscriber = randomUUID();
    const lease = { ...leaseFor(name), subscriber } as Lease;
    const { document, tableName, deps } = system;
    await document.send(new PutCommand({ TableName: tableName, Item: leaseItem(lease) }));
    const wired = { ...deps, flush: async () => undefined, within: <T>(_: unknown, run: () => T) => run() };
    const answer = await apiFunction(`${action}Prefix` as RouteName, wired)(eventFor(subscriber), context);
    const body = JSON.parse(answer.body ?? '{}');
    expect(answer.statusCode).toBe(status);
    if (status === 409) {
      expect(body).toMatchObject({ type: '/problems/illegal-transition', state: lease.state, actions: open });
      expect((await deps.leases.read({ tenant: 'acme', subscriber }))?.version).toBe(lease.version);
    }
  });
});
