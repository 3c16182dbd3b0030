import { expect, test } from '@jest/globals';
import { invocation } from '../../../shared/adapters/lambda/invocation.ts';
import { contextWith, recordedHandlers } from '../../support/handler-parts.ts';
import { NOON } from '../../support/leases.ts';

test('a handler is given its event and the time at which it is stopped', async () => {
  const { parts } = recordedHandlers();
  const handler = invocation(parts, async (event: string, { deadline }) => [event, deadline]);
  await expect(handler('event', contextWith(40_000))).resolves.toEqual(['event', NOON + 40_000]);
});

test('what was counted is written out after the handler, and its lines carry the request’s id', async () => {
  const { parts, recorded } = recordedHandlers();
  const handler = invocation(parts, async () => parts.metrics.count('SweepDone', { task: 'overdue' }));
  await handler('event', contextWith(1_000));
  expect(recorded.flushes).toEqual([1]);
  expect(recorded.scopes).toEqual([{ requestId: 'request-1' }]);
  expect(recorded.lines).toEqual([]);
});

test('a defect is logged, what was counted is written out, and the defect is thrown on', async () => {
  const { parts, recorded } = recordedHandlers();
  const defect = new TypeError('x is undefined');
  const handler = invocation(parts, async () => {
    parts.metrics.count('SweepDone', { task: 'overdue' });
    throw defect;
  });
  await expect(handler('event', contextWith(1_000))).rejects.toBe(defect);
  expect(recorded.lines).toEqual([
    { level: 'error', message: 'The invocation failed.', facts: { error: defect } },
  ]);
  expect(recorded.flushes).toEqual([1]);
});
