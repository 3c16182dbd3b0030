// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'Infrastructure';

/** The mutants of what the deployed functions rely on. */
export const INFRA = [
  ...mutantsOf(
    { area, file: 'infra/stacks/data-stack.ts', suites: ['test/infra/stacks/data-stack.test.ts'] },
    [
      {
        id: 'any-account-any-source',
        breaks: 'A tenant’s account may publish as that tenant alone.',
        find: "conditions: { StringEquals: { 'events:source': `${PROVISIONING_SOURCE_PREFIX}${tenant}` } },",
        replace: "conditions: { StringLike: { 'events:source': `${PROVISIONING_SOURCE_PREFIX}*` } },",
      },
      {
        id: 'stream-without-the-old-image',
        breaks:
          'The stream tells what a lease was: the event that ends a tenure names the prefix that was given back.',
        find: 'stream: StreamViewType.NEW_AND_OLD_IMAGES,',
        replace: 'stream: StreamViewType.NEW_IMAGE,',
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'infra/stacks/core-stack.ts',
      suites: ['test/infra/stacks/messages.test.ts', 'test/infra/stacks/core-stack.test.ts'],
    },
    [
      {
        id: 'statistics-wake-the-stream',
        breaks: 'The stream’s consumers see leases alone: else the statistics wake themselves.',
        find: '          filters: [leases],\n',
        replace: '',
      },
      {
        id: 'stream-forgets-failures',
        breaks: 'A consumer of the stream may report which record is to come again.',
        find: '          bisectBatchOnError: true,\n          reportBatchItemFailures: true,\n',
        replace: '          bisectBatchOnError: true,\n',
      },
      {
        id: 'stream-from-now-on',
        breaks: 'A consumer of the stream begins with its oldest record.',
        find: 'StartingPosition.TRIM_HORIZON',
        replace: 'StartingPosition.LATEST',
      },
      {
        id: 'coa-in-batches',
        breaks: 'A CoA is worked on alone: its exchange may take all the time that its function has.',
        find: '{ ...work, batchSize: 1 }',
        replace: '{ ...work, batchSize: 10 }',
      },
      {
        id: 'visible-while-worked-on',
        breaks: 'A message comes back only when the function that took it must have ended.',
        find: 'visibilitySeconds: 240, maxConcurrency }',
        replace: 'visibilitySeconds: 30, maxConcurrency }',
      },
    ],
  ),
  ...mutantsOf(
    { area, file: 'infra/constructs/work-queue.ts', suites: ['test/infra/stacks/messages.test.ts'] },
    [
      {
        id: 'queue-forgets-failures',
        breaks: 'A consumer of a queue may report which message is to come again.',
        find: 'maxConcurrency, reportBatchItemFailures: true }',
        replace: 'maxConcurrency }',
      },
      {
        id: 'queue-without-dead-letters',
        breaks: 'A message that is given up waits where a person finds it.',
        find: '      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf({ area, file: 'infra/constructs/access.ts', suites: ['test/infra/iam.test.ts'] }, [
    {
      id: 'readers-may-write',
      breaks: 'A function that only reads the table may not write it.',
      find: "'read-table': (fn) => allow(fn, table.tableArn, ...READ),",
      replace: "'read-table': (fn) => allow(fn, table.tableArn, ...WRITE),",
    },
    {
      id: 'writers-may-scan',
      breaks: 'Nothing but the sweeper scans the table.',
      find: "'write-table': (fn) => allow(fn, table.tableArn, ...WRITE),",
      replace: "'write-table': (fn) => allow(fn, table.tableArn, ...WRITE, 'dynamodb:Scan'),",
    },
    {
      id: 'any-secret-may-be-read',
      breaks: 'A function reads the secrets of routers, and no others.',
      find: "allow(fn, nasSecrets, 'secretsmanager:GetSecretValue'),",
      replace: "allow(fn, '*', 'secretsmanager:GetSecretValue'),",
    },
  ]),
  ...mutantsOf(
    {
      area,
      file: 'infra/constructs/revoke-machine.ts',
      suites: ['test/infra/stacks/messages.test.ts', 'test/infra/stacks/core-stack.test.ts'],
    },
    [
      {
        id: 'unstarted-is-lost',
        breaks: 'A revocation whose machine could not be started waits where a person finds it.',
        find: '      deadLetterQueue: undelivered,\n',
        replace: '',
      },
      {
        id: 'started-by-every-event',
        breaks: 'The beginning of a revocation starts its machine, and no other event does.',
        find: 'detailType: [LIFECYCLE.beginRevoke.event] };',
        replace: 'detailType: [LIFECYCLE.beginRevoke.event, LIFECYCLE.fail.event] };',
      },
    ],
  ),
];
