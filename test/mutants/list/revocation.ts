import { mutantsOf } from '../mutant.ts';

const area = 'Revocation and its run';

/** The mutants of what a revocation writes. */
export const REVOCATION = mutantsOf(
  {
    area,
    file: 'shared/domain/revocation.ts',
    suites: ['test/domain/revocation-run.test.ts', 'test/domain/revocation.test.ts'],
  },
  [
    {
      id: 'restart-trusts-the-old-answer',
      breaks: 'A revocation that is started again asks the router again: the session may have come back.',
      find: "    remove: ['revocation.run', 'revocation.disconnected'],\n    fence: all(equal('revocation.id', lease.revocation.id), nobodyRuns(now)),",
      replace:
        "    remove: ['revocation.run'],\n    fence: all(equal('revocation.id', lease.revocation.id), nobodyRuns(now)),",
    },
    {
      id: 'two-runs-at-once',
      breaks: 'One execution owns a revocation; another takes it only when that one has overstayed.',
      find: "any(nobodyRuns(now), equal('revocation.run.id', ref.runId)),",
      replace: 'all(),',
    },
    {
      id: 'run-of-an-older-revocation',
      breaks: 'An execution that was started for an older revocation does not take the one under way.',
      find: "      equal('revocation.id', ref.revocationId),\n      any(nobodyRuns",
      replace: '      any(nobodyRuns',
    },
    {
      id: 'run-is-not-repeated',
      breaks: 'The task that claims a run may come twice, and finds the run its own.',
      find: "any(nobodyRuns(now), equal('revocation.run.id', ref.runId)),",
      replace: 'nobodyRuns(now),',
    },
    {
      id: 'writes-without-the-run',
      breaks: 'Every write of a run is fenced by the run: a stale one would end what a newer one works on.',
      find: "  all(equal('revocation.id', ref.revocationId), equal('revocation.run.id', ref.runId));",
      replace: "  all(equal('revocation.id', ref.revocationId));",
    },
    {
      id: 'finish-without-a-fence',
      breaks: 'Only the run that owns a revocation ends it.',
      find: '    fence: runIsMine(ref),\n    ...(claim',
      replace: '    fence: all(),\n    ...(claim',
    },
    {
      id: 'run-is-over-early',
      breaks: 'A run owns its revocation up to and including its last millisecond.',
      find: "any(absent('revocation.run'), less('revocation.run.until', now));",
      replace: "any(absent('revocation.run'), less('revocation.run.until', now + 1));",
    },
    {
      id: 'acts-on-a-read-of-any-run',
      breaks: 'A step acts only on a lease whose revocation is still its own run’s.',
      find: '  lease.revocation.id === ref.revocationId &&\n  lease.revocation.run?.id === ref.runId;',
      replace: '  lease.revocation.id === ref.revocationId;',
    },
    {
      id: 'restart-under-a-run',
      breaks: 'The sweeper takes a revocation from nobody who still works on it.',
      find: "fence: all(equal('revocation.id', lease.revocation.id), nobodyRuns(now)),",
      replace: "fence: all(equal('revocation.id', lease.revocation.id)),",
    },
    {
      id: 'restart-of-an-older-revocation',
      breaks: 'The sweeper restarts the revocation that it read, not a later one.',
      find: "fence: all(equal('revocation.id', lease.revocation.id), nobodyRuns(now)),",
      replace: 'fence: nobodyRuns(now),',
    },
    {
      id: 'refusal-is-tried-for-ever',
      breaks: 'What time does not heal is given up at once, for an operator to see.',
      find: 'if (!failure.healing || now - revocation.askedAt',
      replace: 'if (now - revocation.askedAt',
    },
    {
      id: 'never-given-up',
      breaks: 'A revocation that did not end within a day is given up.',
      find: 'if (!failure.healing || now - revocation.askedAt >= DEADLINES.revocationGiveUp) {',
      replace: 'if (!failure.healing) {',
    },
    {
      id: 'given-up-and-released',
      breaks: 'A revocation that is given up leaves its prefix held: the session may live.',
      find: "{ set, remove: ['revocation.run', 'revocation.retryAt'], fence }",
      replace: "{ set, remove: ['held', 'revocation.run', 'revocation.retryAt'], fence }",
    },
    {
      id: 'disconnected-hours-ago',
      breaks: 'A run that is tried again hours later asks the router again.',
      find: "the next run asks again.\n    remove: ['revocation.run', 'revocation.disconnected'],",
      replace: "the next run asks again.\n    remove: ['revocation.run'],",
    },
    {
      id: 'coa-outlives-a-revoke',
      breaks: 'A revoke supersedes the CoA that is queued or being sent.',
      find: "remove: ['intent', 'failure', 'authorization'],",
      replace: "remove: ['intent', 'failure'],",
    },
    {
      id: 'revoke-takes-the-slot',
      breaks: 'A held sending slot outlives a revoke: what is being sent may still act.',
      find: "remove: ['intent', 'failure', 'authorization'],",
      replace: "remove: ['intent', 'failure', 'authorization', 'slot'],",
    },
    {
      id: 'revoke-on-a-stale-read',
      breaks: 'A revoke is judged again where anything has happened to the lease since it was read.',
      find: "'authorization'],\n    fence: all(unchanged(lease), noEventSince(lease, request.eventAt)),",
      replace: "'authorization'],\n    fence: noEventSince(lease, request.eventAt),",
    },
    {
      id: 'revoke-forgets-orphans',
      breaks: 'A revoke of a pending lease has what its POST left looked for.',
      find: '      ...(orphans === undefined ? {} : { orphans }),\n',
      replace: '',
    },
    {
      id: 'quarantine-from-the-wrong-clock',
      breaks: 'A quarantine counts from the end of the revocation, not from when it was asked for.',
      find: 'dueAt: now + 1000 * lease.revocation.quarantineSeconds };',
      replace: 'dueAt: lease.revocation.askedAt + 1000 * lease.revocation.quarantineSeconds };',
    },
    {
      id: 'no-quarantine',
      breaks: 'A prefix of a pool with a quarantine is kept out of first-fit.',
      find: "return quarantineSeconds === 0 ? 'dropped' : 'quarantined';",
      replace: "return quarantineSeconds >= 0 ? 'dropped' : 'quarantined';",
    },
    {
      id: 'released-against-the-word',
      breaks: 'A prefix that is not to go back to NetBox is withheld there.',
      find: "if (!release) return 'withheld';",
      replace: '',
    },
    {
      id: 'no-tenure',
      breaks: 'The write that ends a revocation puts the tenure into the ledger.',
      find: '    ...(tenure === undefined ? {} : { tenure }),\n',
      replace: '',
    },
  ],
);
