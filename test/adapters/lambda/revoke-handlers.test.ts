import { expect, test } from '@jest/globals';
import type { RevokeTaskInput } from '../../../shared/adapters/lambda/revoke-task-input.ts';
import { contextWith, recordedHandlers } from '../../support/handler-parts.ts';
import { NOON } from '../../support/leases.ts';

const REF: RevokeTaskInput = {
  tenantId: 'acme',
  subscriberId: 'line-1',
  revocationId: 5,
  runId: 'arn:run-1',
};
const FAILURE = { code: 'netbox-unavailable', detail: 'NetBox is away.', healing: true };

test('a task is given its revocation and a deadline that leaves 5 s to record what was done', async () => {
  const { on } = recordedHandlers();
  const handler = on.revokeTask('disconnectSession', async (ref, { deadline }) => ({
    outcome: 'done',
    given: { ref, deadline },
  }));
  await expect(handler(REF, contextWith(40_000))).resolves.toEqual({
    outcome: 'done',
    given: { ref: REF, deadline: NOON + 35_000 },
  });
});

test('a task is counted by its outcome, and its log lines name the lease and the run', async () => {
  const { on, recorded } = recordedHandlers();
  await on.revokeTask('beginRevoke', async () => ({ outcome: 'superseded' }))(REF, contextWith(1_000));
  expect(recorded.counts).toContainEqual({
    name: 'LifecycleOperation',
    dimensions: { operation: 'beginRevoke', outcome: 'superseded', tenant: 'acme' },
    value: 1,
  });
  expect(recorded.scopes).toContainEqual({
    tenant: 'acme',
    subscriber: 'line-1',
    correlationId: 'arn:run-1',
  });
  expect(recorded.flushes).toEqual([recorded.counts.length]);
});

test('RecordFailure is given why the run failed', async () => {
  const { on } = recordedHandlers();
  const handler = on.revokeFailure('recordFailure', async (request) => ({ outcome: 'done', request }));
  const input = { ...REF, failure: FAILURE };
  await expect(handler(input, contextWith(1_000))).resolves.toMatchObject({ request: input });
});

test.each([
  ['nothing', undefined],
  ['no run', { tenantId: 'acme', subscriberId: 'line-1', revocationId: 5 }],
  ['an event instead of its detail', { detail: REF }],
  ['a revocation id as text', { ...REF, revocationId: '5' }],
  ['an empty tenant', { ...REF, tenantId: '' }],
  ['another field', { ...REF, prefix: '2001:db8::/56' }],
])('a task that is given %s throws and does nothing', async (_, input) => {
  const { on } = recordedHandlers();
  const handler = on.revokeTask('beginRevoke', () => Promise.reject(new Error('ran')));
  await expect(handler(input, contextWith(1_000))).rejects.toMatchObject({ code: 'internal' });
});

test('RecordFailure without a failure throws and does nothing', async () => {
  const { on } = recordedHandlers();
  const handler = on.revokeFailure('recordFailure', () => Promise.reject(new Error('ran')));
  await expect(handler(REF, contextWith(1_000))).rejects.toMatchObject({ code: 'internal' });
});
