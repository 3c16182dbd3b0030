import { mutantsOf } from '../mutant.ts';

const area = 'Orphans and reconciliation';

const MARKER = mutantsOf({ area, file: 'shared/domain/marker.ts', suites: ['test/domain/marker.test.ts'] }, [
  {
    id: 'claimed-may-be-dead',
    breaks: 'An object that a claim row names is never dead.',
    find: '  if (claim?.netboxPrefixId === object.id) return false;\n',
    replace: '',
  },
  {
    id: 'own-epoch-is-dead',
    breaks: 'Only an older epoch is dead by its number alone.',
    find: 'if (object.epoch < lease.epoch) return true;',
    replace: 'if (object.epoch <= lease.epoch) return true;',
  },
  {
    id: 'pending-epoch-is-dead',
    breaks: 'The object of an epoch that is pending lives: its allocation is about to end.',
    find: "object.epoch === lease.epoch && lease.state !== 'pending' && heldBy(lease)",
    replace: 'object.epoch === lease.epoch && heldBy(lease)',
  },
  {
    id: 'duplicate-lives-for-ever',
    breaks: 'A second object of an epoch that has ended with another is dead.',
    find: "object.epoch === lease.epoch && lease.state !== 'pending' && heldBy(lease)?.netboxPrefixId !== object.id",
    replace: "object.epoch === lease.epoch && lease.state !== 'pending' && heldBy(lease) === undefined",
  },
  {
    id: 'mark-with-a-tail',
    breaks: 'A claim field is ours only if all of it reads as a claim.',
    find: '([1-9][0-9]{0,14})$/.exec(mark);',
    replace: '([1-9][0-9]{0,14})/.exec(mark);',
  },
]);

const REMOVE = mutantsOf(
  { area, file: 'shared/usecases/remove-orphan.ts', suites: ['test/usecases/remove-orphan.test.ts'] },
  [
    {
      id: 'claim-read-before-the-lease',
      breaks: 'The claim row is read last: read first, it is not yet there when the lease is still pending.',
      find: '  const lease = mark === undefined ? undefined : await deps.leases.read(mark);\n  const claim = await claimOf(object, deps);\n',
      replace:
        '  const claim = await claimOf(object, deps);\n  const lease = mark === undefined ? undefined : await deps.leases.read(mark);\n',
    },
    {
      id: 'delete-what-is-unknown',
      breaks: 'What the table knows nothing of is left: it may be another deployment’s.',
      find: "return lease === undefined && claim === undefined ? 'unknown' : 'nobody';",
      replace: "return 'nobody';",
    },
    {
      id: 'unsure-is-removed',
      breaks: 'An object whose deletion is unknown is looked at again.',
      find: "if (removed.outcome !== 'done' && removed.outcome !== 'gone') {",
      replace:
        "if (removed.outcome !== 'done' && removed.outcome !== 'gone' && removed.outcome !== 'unknown') {",
    },
    {
      id: 'withdrawn-is-nobodys',
      breaks: 'An object in quarantine is the claim row’s, for as long as that names it.',
      find: '      ? claim?.netboxPrefixId === object.id\n',
      replace: '      ? false\n',
    },
  ],
);

const LOOKS = mutantsOf(
  {
    area,
    file: 'shared/domain/orphans.ts',
    suites: ['test/domain/orphans.test.ts', 'test/domain/allocation-end.test.ts'],
  },
  [
    {
      id: 'one-look-for-orphans',
      breaks: 'Orphans are looked for until the last look, not once.',
      find: '  return now >= until\n',
      replace: '  return now >= next\n',
    },
    {
      id: 'orphan-looks-from-the-first-call',
      breaks: 'The looks count from the last call of an allocation: that one may have sent the last POST.',
      find: '? orphansOf(lease.orphans, lease.intent.until - DEADLINES.intent)',
      replace: '? orphansOf(lease.orphans, lease.intent.begunAt)',
    },
    {
      id: 'later-looks-are-lost',
      breaks: 'A look does not undo the later looks that another epoch asked for meanwhile.',
      find: "const fence = all(unchanged(lease), equal('orphans.next', next), equal('orphans.until', until));",
      replace: 'const fence = all(unchanged(lease));',
    },
  ],
);

const RECONCILE = mutantsOf(
  {
    area,
    file: 'shared/usecases/reconcile-inventory.ts',
    suites: ['test/usecases/reconcile-inventory.test.ts'],
  },
  [
    {
      id: 'place-kept-before-the-page',
      breaks: 'The place of a reconciliation is kept after its page: a run that dies skips nothing.',
      find: '    if (!(await lookAtPage(page.prefixes, run, deps))) return;\n    after = page.next;\n    await deps.inventory.saveReconciled(after ?? 0);\n',
      replace:
        '    after = page.next;\n    await deps.inventory.saveReconciled(after ?? 0);\n    if (!(await lookAtPage(page.prefixes, run, deps))) return;\n',
    },
    {
      id: 'half-a-page-is-done',
      breaks: 'A page that time ran out on is looked at again.',
      find: 'if (deps.clock() >= run.deadline) return false;',
      replace: 'if (deps.clock() >= run.deadline) return true;',
    },
  ],
);

/** The mutants of whatever deletes what is nobody's in NetBox. */
export const ORPHANS = [...MARKER, ...REMOVE, ...LOOKS, ...RECONCILE];
