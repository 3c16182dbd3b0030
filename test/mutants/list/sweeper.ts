import { mutantsOf } from '../mutant.ts';

const area = 'Deadlines and the sweeper';

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
      find: "if ((await removeOrphan(object, deps)) === 'unsure') return false;",
      replace: 'await removeOrphan(object, deps);',
    },
    {
      id: 'looks-on-though-unsure',
      breaks: 'A look for orphans waits for one deletion in vain, not for each.',
      find: "  for (const object of objects) if ((await removeOrphan(object, deps)) === 'unsure') return false;\n",
      replace:
        "  const looks = [];\n  for (const object of objects) looks.push(await removeOrphan(object, deps));\n  if (looks.includes('unsure')) return false;\n",
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
      find: '    failures.set(duty, error);\n    return true;\n',
      replace: '    failures.set(duty, error);\n    return false;\n',
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
      suites: ['test/usecases/sweep-pace.test.ts'],
    },
  ],
);

const PACE = mutantsOf(
  {
    area,
    file: 'shared/usecases/sweep-pace.ts',
    suites: ['test/usecases/sweep-pace.test.ts', 'test/usecases/sweep-put-off.test.ts'],
  },
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
      find: '      const isDone = await work();\n',
      replace: '      const isDone = await work();\n      next = deps.clock() + PAUSE_MILLISECONDS;\n',
    },
    {
      id: 'asks-on-though-away',
      breaks: 'A NetBox that is away is asked three times by a sweep.',
      find: '    if (isAway) throw PUT_OFF;\n',
      replace: '',
    },
    {
      id: 'one-refused-object-puts-off-all',
      breaks: 'Failures that are not in a row put off nothing.',
      find: '      failures = 0;\n',
      replace: '',
    },
    {
      id: 'waits-for-every-deletion',
      breaks: 'Asking in vain does not take all of a sweep.',
      find: '    isAway ||= inVain >= IN_VAIN_MILLISECONDS;\n',
      replace: '',
    },
    {
      id: 'waits-in-vain-for-its-turn',
      breaks: 'What waits for its turn has not asked in vain.',
      find: '    await turn();\n    const begun = deps.clock();\n',
      replace: '    const begun = deps.clock();\n    await turn();\n',
    },
    {
      id: 'probes-again-and-again',
      breaks: 'The question whether NetBox is away is asked once for each three failures.',
      find: '    if (failures < FAILURES) return;\n    failures = 0;\n',
      replace: '    if (failures < FAILURES) return;\n',
    },
    {
      id: 'slow-is-away',
      breaks: 'Time in which something was done was not in vain.',
      find: 'if (!isDone) spentInVain(begun);',
      replace: 'spentInVain(begun);',
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
export const SWEEPER = [...SWEEP, ...BOUNDS, ...PACE, ...TURNS, ...QUARANTINES];
