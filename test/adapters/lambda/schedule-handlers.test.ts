import { expect, test } from '@jest/globals';
import { contextWith, recordedHandlers } from '../../support/handler-parts.ts';
import { NOON } from '../../support/leases.ts';

const sweepsOn = () => {
  const { on, recorded } = recordedHandlers();
  const handler = on.sweeps({
    overdue: async ({ deadline }) => ({ ran: 'overdue', deadline }),
    gauges: async ({ deadline }) => ({ ran: 'gauges', deadline }),
    reconcile: async ({ deadline }) => ({ ran: 'reconcile', deadline }),
    recount: async ({ deadline }) => ({ ran: 'recount', deadline }),
  });
  return { handler, recorded };
};

test.each(['overdue', 'gauges', 'reconcile', 'recount'])(
  'the schedule’s task %s runs, and its report is logged and answered',
  async (task) => {
    const { handler, recorded } = sweepsOn();
    const report = { ran: task, deadline: NOON + 75_000 };
    expect(await handler({ task }, contextWith(120_000))).toEqual(report);
    expect(recorded.lines).toEqual([
      { level: 'info', message: 'The sweep is done.', facts: { task, report } },
    ]);
  },
);

test.each(['weekly', 'toString', ''])('the schedule’s task %p is none', async (task) => {
  const { handler } = sweepsOn();
  await expect(handler({ task }, contextWith(1_000))).rejects.toMatchObject({ code: 'internal' });
});
