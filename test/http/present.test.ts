import { expect, test } from '@jest/globals';
import { answerFacts } from '../../shared/domain/idempotency.ts';
import type { Nas } from '../../shared/domain/nas.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import { presentMembers } from '../../shared/http/present-members.ts';
import { presentNas, presentNasList } from '../../shared/http/present-nas.ts';
import { operationReply, presentOperation } from '../../shared/http/present-operation.ts';
import { presentPools } from '../../shared/http/present-pools.ts';
import { presentProfile } from '../../shared/http/present-profile.ts';
import { revocationReply } from '../../shared/http/present-revocation.ts';
import { presentStatus } from '../../shared/http/present-status.ts';
import { HELD, leaseIn, NOON, REVOCATION, without } from '../support/leases.ts';

const noon = '2026-01-15T12:00:00.000Z';

test('a status has all of its fields, null where unset', () => {
  expect(presentStatus(without(without(leaseIn('pending', {}), 'profile'), 'length'))).toEqual({
    subscriberId: 'line-1',
    prefix: null,
    prefixSize: null,
    state: 'pending',
    allocatedAt: null,
    activatedAt: null,
    suspendedAt: null,
    revokedAt: null,
    netboxPrefixId: null,
    assignmentMode: null,
  });
});

test('a status says what the lease holds, and times in UTC with milliseconds', () => {
  expect(presentStatus(leaseIn('suspended', { profile: { mode: 'dual_stack' } }))).toEqual({
    subscriberId: 'line-1',
    prefix: HELD.cidr,
    prefixSize: 56,
    state: 'suspended',
    allocatedAt: noon,
    activatedAt: noon,
    suspendedAt: noon,
    revokedAt: null,
    netboxPrefixId: 42,
    assignmentMode: 'dual_stack',
  });
});

test('after a revoke the prefix is null and its length stays', () => {
  expect(presentStatus(leaseIn('revoked'))).toMatchObject({
    prefix: null,
    netboxPrefixId: null,
    prefixSize: 56,
    revokedAt: noon,
  });
});

test('an operation says what became of the prefix, the CoA and the Disconnect', () => {
  const authorization = { id: 'a', nasIp: '::1', status: 'queued', attempt: 0, askedAt: NOON } as const;
  expect(presentOperation(answerFacts(leaseIn('active', { authorization })))).toEqual({
    success: true,
    message: 'The prefix is active.',
    prefix: HELD.cidr,
    state: 'active',
    allocatedAt: noon,
    activatedAt: noon,
    revokedAt: null,
    netboxPrefixId: 42,
    coaResult: 'queued',
    disconnectResult: null,
  });
  const revocation = { ...REVOCATION, disconnect: true };
  expect(presentOperation(answerFacts(leaseIn('revoking', { revocation })))).toMatchObject({
    disconnectResult: 'requested',
    coaResult: null,
  });
});

test('an operation has the ETag of its lease, and a replay says that it is one', () => {
  const answer = { status: 200, facts: { state: 'active' }, etag: '"5.0"', replayed: false } as const;
  expect(operationReply(answer)).toMatchObject({ status: 200, headers: { ETag: '"5.0"' } });
  expect(operationReply(answer).headers).not.toHaveProperty('Idempotency-Replayed');
  expect(operationReply({ ...answer, replayed: true }).headers).toMatchObject({
    'Idempotency-Replayed': 'true',
  });
});

test('a revocation that goes on says where to look, an ended one does not', () => {
  const answer = { facts: { state: 'revoking' }, etag: '"6.0"', replayed: false } as const;
  const key = { subscriber: 'a:b@c$&' };
  expect(revocationReply({ ...answer, status: 202 }, { key }).headers).toEqual({
    ETag: '"6.0"',
    Location: '/api/v1/network/subscribers/a:b@c$&/ipv6/status',
  });
  expect(revocationReply({ ...answer, status: 200 }, { key, waitSeconds: 5 }).headers).toEqual({
    ETag: '"6.0"',
    'Preference-Applied': 'wait=5',
  });
});

test('a profile leaves out what it does not say', () => {
  expect(presentProfile({ mode: 'slaac' })).toEqual({ assignmentMode: 'slaac' });
  expect(presentProfile({ mode: 'pd', length: 56, preassigned: '2001:db8::/56' })).toEqual({
    assignmentMode: 'pd',
    prefixSize: 56,
    preassignedPrefix: '2001:db8::/56',
  });
});

test('a pool is shown with the wire name of its length', () => {
  const pool: Pool = {
    netboxPoolId: 7,
    cidr: '2001:db8::/40',
    space: 'main.3',
    vrfId: 3,
    length: 56,
    order: 1,
    quarantineSeconds: 60,
    stalePolicy: 'report',
    maxPrefixes: 10,
  };
  const { vrfId: _, maxPrefixes: __, ...bare } = pool;
  const shown = {
    netboxPoolId: 7,
    prefix: '2001:db8::/40',
    prefixSize: 56,
    order: 1,
    quarantineSeconds: 60,
    stalePolicy: 'report',
  };
  expect(presentPools([pool, bare])).toEqual({
    pools: [
      { ...shown, maxPrefixes: 10, vrfId: 3 },
      { ...shown, maxPrefixes: null, vrfId: null },
    ],
  });
});

test('a NAS is shown without its secret and without the name of it', () => {
  const nas: Nas = {
    ip: '2001:db8::1',
    port: 3799,
    profile: 'rfc5176',
    secretName: 'leasehold/nas/acme/2001_db8__1',
    requireMessageAuthenticator: true,
    zeroVectorQuirk: false,
  };
  expect(presentNas(nas)).toEqual({ ip: '2001:db8::1', port: 3799, profile: 'rfc5176' });
  expect(presentNasList([nas])).toEqual({ nas: [presentNas(nas)] });
});

test('members that are undefined are left out, and others kept', () => {
  expect(presentMembers({ a: undefined, b: null, c: 0, d: '' })).toStrictEqual({ b: null, c: 0, d: '' });
});
