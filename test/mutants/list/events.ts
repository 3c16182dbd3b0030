// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'Events and the stream';

const PUBLISHER = mutantsOf(
  {
    area,
    file: 'shared/adapters/eventbridge-publisher.ts',
    suites: ['test/adapters/eventbridge-publisher.test.ts'],
  },
  [
    {
      id: 'failed-entries-ignored',
      breaks: 'PutEvents answers 200 for what it did not take: FailedEntryCount is looked at.',
      find: '  if (answer.count === 0) return [];\n',
      replace: '  if (answer.count >= 0) return [];\n',
    },
    {
      id: 'later-chunks-forgotten',
      breaks: 'What follows an event that was not taken counts as not taken.',
      find: 'return [...left, ...chunks.slice(position + 1).flatMap(({ of }) => of.map(({ index }) => index))];',
      replace: 'return left;',
    },
    {
      id: 'later-chunks-overtake',
      breaks: 'After a chunk that was not wholly taken none is sent.',
      find: '        if (left.length > 0) {\n',
      replace: '        if (left.length > 0 && position === chunks.length - 1) {\n',
    },
    {
      id: 'unpublishable-is-lost',
      breaks: 'What no bus will ever take is set aside whole.',
      find: '    await setAside({ body: JSON.stringify(event), reason });\n',
      replace: '',
    },
    {
      id: 'thrown-is-taken',
      breaks: 'Events whose call failed were not taken.',
      find: "return of.map((each) => ({ ...each, code: 'NotSent' }));",
      replace: 'return [];',
    },
  ],
);

const PUBLISH = mutantsOf(
  {
    area,
    file: 'shared/usecases/publish-lifecycle-events.ts',
    suites: ['test/usecases/publish-lifecycle-events.test.ts'],
  },
  [
    {
      id: 'unpublished-is-done',
      breaks: 'The stream delivers again from the first record whose events were not taken.',
      find: '    return first.sequence;\n',
      replace: '    return undefined;\n',
    },
    {
      id: 'last-failure-first',
      breaks:
        'The lowest sequence number that was not taken is answered: a higher one would lose what is between.',
      find: 'failed.toSorted((a, b) => a - b)',
      replace: 'failed.toSorted((a, b) => b - a)',
    },
  ],
);

const NAMES = mutantsOf(
  { area, file: 'shared/usecases/lifecycle-events.ts', suites: ['test/usecases/lifecycle-events.test.ts'] },
  [
    {
      id: 'event-id-without-version',
      breaks: 'No two events have one id: consumers know repeats by it.',
      find: '${after.subscriber}/${after.version}/${name}`,',
      replace: '${after.subscriber}/${name}`,',
    },
    {
      id: 'event-for-every-write',
      breaks: 'An event goes out only where the version changed.',
      find: 'if (before?.version === after.version || name === undefined) return undefined;',
      replace: 'if (name === undefined) return undefined;',
    },
    {
      id: 'authorization-requested-again',
      breaks: 'A CoA is asked for once, when it is queued, and not by every later write.',
      find: '  if (old?.id === authorization.id && old.status === authorization.status) return undefined;\n',
      replace: '',
    },
    {
      id: 'authorization-id-without-status',
      breaks: 'The request and the record of a CoA are two events.',
      find: 'id: `${authorization.id}/${authorization.status}`,',
      replace: 'id: authorization.id,',
    },
  ],
);

const STREAM = [
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/lambda/stream-handlers.ts',
      suites: ['test/adapters/lambda/stream-handlers.test.ts'],
    },
    [
      {
        id: 'batch-failures-dropped',
        breaks: 'A batch of which something is left says so.',
        find: 'batchItemFailures: left === undefined ? [] : [{ itemIdentifier: left }],',
        replace: 'batchItemFailures: left === undefined ? [] : [],',
      },
      {
        id: 'unreadable-is-lost',
        breaks: 'A record that can never be published goes whole to its queue.',
        find: '  await parts.setAsideUnpublishable({ body: JSON.stringify(record), reason });\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/lambda/stream-records.ts',
      suites: ['test/adapters/lambda/stream-handlers.test.ts'],
    },
    [
      {
        id: 'any-item-is-a-lease',
        breaks: 'Only leases are read of the stream, whatever the mapping lets through.',
        find: 'for (const record of records.filter(isOfLease)) {',
        replace: 'for (const record of records) {',
      },
    ],
  ),
];

/** The mutants of events out, and of the stream that they leave by. */
export const EVENTS = [...PUBLISHER, ...PUBLISH, ...NAMES, ...STREAM];
