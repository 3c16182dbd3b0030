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
  'the schedule’s task %s runs, and its report is logged',
  async (task) => {
    const { handler, recorded } = sweepsOn();
    await handler({ task }, contextWith(120_000));
    expect(recorded.lines).toEqual([
      {
        level: 'info',
        message: 'The sweep is done.',
        facts: { task, report: { ran: task, deadline: NOON + 95_000 } },
      },
    ]);
  },
);

test.each(['weekly', 'toString', ''])('the schedule’s task %p is none', async (task) => {
  const { handler } = sweepsOn();
  await expect(handler({ task }, contextWith(1_000))).rejects.toMatchObject({ code: 'internal' });
});
