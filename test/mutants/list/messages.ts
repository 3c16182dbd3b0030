import { mutantsOf } from '../mutant.ts';

const area = 'Messages in';

const QUEUES = [
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/lambda/sqs-batch.ts',
      suites: ['test/adapters/lambda/queue-handlers.test.ts'],
    },
    [
      {
        id: 'failed-message-is-done',
        breaks: 'A message that could not be worked on comes back.',
        find: "      return 'again';\n",
        replace: "      return 'done';\n",
      },
      {
        id: 'no-time-is-done',
        breaks: 'A message that there was no time for comes back.',
        find: "isTime() ? await worked(message, each, parts) : 'again' });",
        replace: "isTime() ? await worked(message, each, parts) : 'done' });",
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/lambda/queue-handlers.ts',
      suites: ['test/adapters/lambda/queue-handlers.test.ts'],
    },
    [
      {
        id: 'busy-message-is-done',
        breaks: 'A CoA that has to wait stays in its queue.',
        find: "end.until - parts.clock());\n  return 'again';",
        replace: "end.until - parts.clock());\n  return 'done';",
      },
      {
        id: 'malformed-is-lost',
        breaks: 'A malformed event goes to the dead-letter queue, whole and with the reason.',
        find: '  await parts.setAsideMalformed({ body, reason });\n',
        replace: '',
      },
      {
        id: 'exchange-to-the-last',
        breaks: 'An exchange with a router ends before its function does, so that its outcome is recorded.',
        find: 'const deadline = time.deadline - RECORD_MILLISECONDS;',
        replace: 'const deadline = time.deadline;',
      },
    ],
  ),
];

const PROVISIONING = [
  ...mutantsOf(
    {
      area,
      file: 'shared/usecases/handle-provisioning.ts',
      suites: [
        'test/usecases/handle-provisioning.test.ts',
        'test/usecases/handle-provisioning-order.test.ts',
      ],
    },
    [
      {
        id: 'event-type-is-the-key',
        breaks: 'The id of an event is its idempotency key.',
        find: 'call: { action, key: message.id, bodyHash: message.type },',
        replace: 'call: { action, key: message.type, bodyHash: message.type },',
      },
      {
        id: 'noted-nothing',
        breaks: 'An event that finds the service as it asks for it makes older ones late.',
        find: "return message.type === 'SubscriberProvisioned' ? 'unchanged' : note(message, error, deps);",
        replace: "return 'unchanged';",
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/usecases/judge-event.ts',
      suites: [
        'test/usecases/handle-provisioning-order.test.ts',
        'test/usecases/handle-provisioning.test.ts',
      ],
    },
    [
      {
        id: 'late-events-apply',
        breaks: 'An event that is older than what was applied last changes nothing.',
        find: 'eventAt >= lease.lastEventAt) return;',
        replace: 'eventAt >= 0) return;',
      },
      {
        id: 'same-time-is-late',
        breaks: 'An event of the same time as the last one is not late.',
        find: 'eventAt >= lease.lastEventAt) return;',
        replace: 'eventAt > lease.lastEventAt) return;',
      },
    ],
  ),
  ...mutantsOf({ area, file: 'shared/domain/event-order.ts', suites: ['test/domain/event-order.test.ts'] }, [
    {
      id: 'events-pass-each-other',
      breaks: 'What an event changes is fenced by the last event that was noted.',
      find: '  if (eventAt === undefined) return all();\n',
      replace: '  if (eventAt !== 0) return all();\n',
    },
  ]),
];

/** The mutants of what comes by a queue. */
export const MESSAGES = [...QUEUES, ...PROVISIONING];
