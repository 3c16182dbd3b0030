import { mutantsOf } from '../mutant.ts';

const area = 'Statistics';

const PROJECTION = mutantsOf(
  {
    area,
    file: 'shared/usecases/project-statistics.ts',
    suites: [
      'test/usecases/project-statistics.test.ts',
      'test/usecases/project-statistics-under-chance.test.ts',
    ],
  },
  [
    {
      id: 'counted-twice',
      breaks: 'A record that was counted before is not counted again.',
      find: 'if (marker !== undefined && marker.version >= target.version) continue;',
      replace: 'if (marker !== undefined && marker.version > target.version + 1) continue;',
    },
    {
      id: 'never-uncounted',
      breaks: 'What was counted for a lease before is taken away when it is counted anew.',
      find: 'addFacets(addFacets(add, marker?.facets ?? [], -1), target.facets, 1);',
      replace: 'addFacets(add, target.facets, 1);',
    },
    {
      id: 'last-in-the-batch',
      breaks: 'The newest record of a lease in a batch counts, in whatever order they came.',
      find: 'if (known === undefined || known.version < target.version) newest.set(',
      replace: 'if (known !== target) newest.set(',
    },
    {
      id: 'gone-is-not-newer',
      breaks: 'A lease that was deleted is taken out of the counters.',
      find: '? { key, version: lease.version + 1, facets: [], gone: true }',
      replace: '? { key, version: lease.version, facets: [], gone: true }',
    },
    {
      id: 'refused-step-is-counted',
      breaks: 'A step that was refused is read and worked out again.',
      find: 'if (step === undefined || (await deps.statistics.count(step))) return;',
      replace: 'if (step === undefined || (await deps.statistics.count(step)) || round === 0) return;',
    },
    {
      id: 'step-is-too-large',
      breaks: 'A step and its sums fit into one transaction, which takes 100 items.',
      find: 'const CHUNK = 90;',
      replace: 'const CHUNK = 100;',
    },
  ],
);

const TABLE = mutantsOf(
  { area, file: 'shared/adapters/dynamo-statistics.ts', suites: ['test/adapters/dynamo-statistics.test.ts'] },
  [
    {
      id: 'marker-from-anywhere',
      breaks: 'A marker moves only from the version that was seen.',
      find: "seen === 0 ? absent('v') : equal('v', seen);",
      replace: "seen === 0 ? absent('v') : absent('nothing');",
    },
    {
      id: 'first-marker-twice',
      breaks: 'The first marker of a lease is put only where there is none.',
      find: "seen === 0 ? absent('v') : equal('v', seen);",
      replace: "seen === 0 ? absent('nothing') : equal('v', seen);",
    },
  ],
);

/** The mutants of the counters that follow the table’s stream. */
export const STATISTICS = [...PROJECTION, ...TABLE];
