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

const SWEEP = mutantsOf(
  {
    area,
    file: 'shared/usecases/sweep-lease.ts',
    suites: ['test/usecases/sweep-lease.test.ts', 'test/usecases/sweep-duties.test.ts'],
  },
  [
    {
      id: 'started-before-it-was-taken',
      breaks: 'A revocation is taken from its old run before the machine is started for it.',
      find: '  if (!(await apply(visit, restartRevocation(lease, visit.now)))) return false;\n  await visit.deps.machine.start({\n    tenantId: lease.tenant,\n    subscriberId: lease.subscriber,\n    revocationId: lease.revocation.id,\n  });\n',
      replace:
        '  await visit.deps.machine.start({\n    tenantId: lease.tenant,\n    subscriberId: lease.subscriber,\n    revocationId: lease.revocation.id,\n  });\n  if (!(await apply(visit, restartRevocation(lease, visit.now)))) return false;\n',
    },
    {
      id: 'unsure-look-is-done',
      breaks: 'A look for orphans that NetBox did not answer is not done.',
      find: "  if (looks.includes('unsure')) return false;\n",
      replace: '',
    },
    {
      id: 'takes-what-was-activated',
      breaks: 'Who activated a stale lease meanwhile was right.',
      find: 'sendDisconnect: false, releaseToNetbox: true, ifMatch }, deps);',
      replace: 'sendDisconnect: false, releaseToNetbox: true }, deps);',
    },
    {
      id: 'one-failure-stops-all',
      breaks: 'A duty that fails does not stop the others.',
      find: '    failures.push(error);\n    return true;\n',
      replace: '    failures.push(error);\n    return false;\n',
    },
    {
      id: 'counts-what-was-refused',
      breaks: 'A CoA counts as unknown only where it was recorded so.',
      find: "  if (applied) deps.metrics.count('AuthorizationOutcome'",
      replace: "  deps.metrics.count('AuthorizationOutcome'",
    },
  ],
);

const BOUNDS = mutantsOf(
  { area, file: 'shared/usecases/sweep-overdue.ts', suites: ['test/usecases/sweep-overdue.test.ts'] },
  [
    {
      id: 'stuck-at-the-head',
      breaks: 'What cannot be moved on holds nobody back.',
      find: '  return due.filter((item) => !tried.has(JSON.stringify(item)));\n',
      replace: '  return due;\n',
    },
    {
      id: 'one-bad-lease-ends-the-sweep',
      breaks: 'An item that fails ends nobody’s sweep but its own.',
      find: '    report.failed += 1;\n',
      replace: '    report.failed += 1;\n    if (report.failed > 0) throw error;\n',
    },
    {
      id: 'found-a-few-at-a-time',
      breaks: 'Many things are a rush although they are found a few at a time.',
      find: '    found = seen + due.length;\n',
      replace: '    found = due.length;\n',
    },
  ],
);

const PACE = mutantsOf(
  { area, file: 'shared/usecases/sweep-pace.ts', suites: ['test/usecases/sweep-pace.test.ts'] },
  [
    {
      id: 'all-at-once-after-an-outage',
      breaks: 'What an outage held up does not all ask NetBox at once.',
      find: 'if (isMuch() && wait > 0)',
      replace: 'if (isMuch() && wait > 1_000)',
    },
    {
      id: 'a-turn-from-the-end',
      breaks: 'The time that something takes is part of its half second.',
      find: '      const answer = await work();\n',
      replace: '      const answer = await work();\n      next = deps.clock() + PAUSE_MILLISECONDS;\n',
    },
    {
      id: 'asks-on-though-away',
      breaks: 'A NetBox that is away is asked three times by a sweep.',
      find: '    if (failures >= FAILURES) throw PUT_OFF;\n',
      replace: '',
    },
    {
      id: 'one-refused-object-puts-off-all',
      breaks: 'Failures that are not in a row put off nothing.',
      find: '      failures = 0;\n',
      replace: '',
    },
  ],
);

const TURNS = mutantsOf(
  { area, file: 'shared/usecases/sweep-lease.ts', suites: ['test/usecases/sweep-pace.test.ts'] },
  [
    {
      id: 'looks-at-once',
      breaks: 'Looks for orphans wait for their turn.',
      find: 'return visit.pace.ask(() => checkOrphans(visit));',
      replace: 'return checkOrphans(visit);',
    },
    {
      id: 'restarts-at-once',
      breaks: 'Revocations that are started again wait for their turn.',
      find: '  await visit.pace.turn();\n',
      replace: '',
    },
    {
      id: 'stale-prefixes-at-once',
      breaks: 'Stale prefixes that are taken away wait for their turn.',
      find: '  await pace.turn();\n',
      replace: '',
    },
  ],
);

const QUARANTINES = mutantsOf(
  { area, file: 'shared/usecases/sweep-claim.ts', suites: ['test/usecases/sweep-pace.test.ts'] },
  [
    {
      id: 'quarantines-end-at-once',
      breaks: 'Quarantines that end wait for their turn.',
      find: 'return pace.ask(() => endQuarantine(claim, deps));',
      replace: 'return endQuarantine(claim, deps);',
    },
  ],
);

/** The mutants of what moves on that which nobody else moves on. */
export const SWEEPER = [...TABLE, ...DUE, ...DUTIES, ...SWEEP, ...BOUNDS, ...PACE, ...TURNS, ...QUARANTINES];
