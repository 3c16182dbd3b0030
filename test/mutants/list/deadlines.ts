import { mutantsOf } from '../mutant.ts';

const area = 'Deadlines and the sweeper';

const TABLE = mutantsOf(
  {
    area,
    file: 'shared/domain/lifecycle.ts',
    suites: ['test/infra/stacks/core-stack.test.ts', 'test/domain/lifecycle.test.ts'],
  },
  [
    {
      id: 'slot-shorter-than-its-function',
      breaks: 'A sending slot outlives the function that holds it.',
      find: '  slot: 45_000,\n',
      replace: '  slot: 35_000,\n',
    },
    {
      id: 'run-shorter-than-its-machine',
      breaks: 'A run owns its revocation for longer than its machine may take.',
      find: '  revocationRun: 6 * MINUTE,\n',
      replace: '  revocationRun: 4 * MINUTE,\n',
    },
    {
      id: 'intent-shorter-than-its-function',
      breaks: 'An intent outlives the function that allocates.',
      find: '  intent: 45_000,\n',
      replace: '  intent: 25_000,\n',
    },
    {
      id: 'pauses-that-do-not-grow',
      breaks: 'The pauses between tries of a revocation grow.',
      find: 'attempt > 4 ? HOUR : 5 * MINUTE * 2 ** (attempt - 1);',
      replace: 'attempt > 4 ? HOUR : 5 * MINUTE * (attempt - 1);',
    },
  ],
);

const DUE = mutantsOf({ area, file: 'shared/domain/next-due.ts', suites: ['test/domain/next-due.test.ts'] }, [
  {
    id: 'no-deadline-for-orphans',
    breaks: 'The deadline of a lease is the earliest of all it has, the look for orphans among them.',
    find: '[...stateDue(lease), lease.orphans?.next, authorizationDue(lease)];',
    replace: '[...stateDue(lease), authorizationDue(lease)];',
  },
  {
    id: 'no-deadline-for-a-run',
    breaks: 'A revocation whose run overstays is due.',
    find: 'revocation.run?.until ?? revocation.retryAt ??',
    replace: 'revocation.retryAt ??',
  },
  {
    id: 'no-deadline-for-a-coa',
    breaks: 'A CoA whose outcome never comes has a deadline.',
    find: '    ? authorization.askedAt + DEADLINES.authorization\n',
    replace: '    ? undefined\n',
  },
  {
    id: 'the-latest-deadline',
    breaks: 'The deadline of a lease is the earliest of all it has.',
    find: '(least === undefined || each < least) ? each : least),',
    replace: '(least === undefined || each > least) ? each : least),',
  },
  {
    id: 'resumed-and-overdue',
    breaks: 'An intent that was resumed late is its caller’s for a while yet.',
    find: '[Math.max(intent.begunAt + DEADLINES.pending, intent.until)];',
    replace: '[intent.begunAt + DEADLINES.pending];',
  },
]);

const DUTIES = mutantsOf(
  {
    area,
    file: 'shared/domain/duties.ts',
    suites: [
      'test/domain/duties.test.ts',
      'test/usecases/sweep-duties.test.ts',
      'test/usecases/sweep-lease.test.ts',
    ],
  },
  [
    {
      id: 'purged-before-its-orphans',
      breaks: 'A lease is not purged before its orphans were looked for: they would be nobody’s to delete.',
      find: 'isPast(purgeDue(lease), now) && !isPast(lease.orphans?.next, now),',
      replace: 'isPast(purgeDue(lease), now),',
    },
    {
      id: 'fails-what-was-resumed',
      breaks: 'An allocation is failed only when its intent is over.',
      find: '    lease.intent.until < now &&\n',
      replace: '',
    },
  ],
);

/** The mutants of when something is due, and of what is then done. */
export const DEADLINES = [...TABLE, ...DUE, ...DUTIES];
