import { mutantsOf } from '../mutant.ts';

const area = 'Allocation';

const DOMAIN = mutantsOf(
  {
    area,
    file: 'shared/domain/allocation.ts',
    suites: ['test/domain/allocation.test.ts', 'test/domain/allocation-end.test.ts'],
  },
  [
    {
      id: 'allocate-in-any-epoch',
      breaks:
        'A prefix becomes a lease’s only while the epoch that asked NetBox for it is still the lease’s.',
      find: '    claim,\n    fence: epochIsMine(lease),',
      replace: '    claim,\n    fence: all(),',
    },
    {
      id: 'fail-in-any-epoch',
      breaks: 'Only its own epoch fails an allocation: a later one may be about to end well.',
      find: "fence: all(equal('state', 'pending'), epochIsMine(lease)),",
      replace: "fence: all(equal('state', 'pending')),",
    },
    {
      id: 'fail-in-any-state',
      breaks: 'An allocation fails only while pending: resumed, it may be in service by now.',
      find: "fence: all(equal('state', 'pending'), epochIsMine(lease)),",
      replace: 'fence: all(epochIsMine(lease)),',
    },
    {
      id: 'expire-a-resumed-intent',
      breaks:
        'The sweeper fails an allocation only while it is nobody’s: one that was resumed has its time anew.',
      find: "return { ...failed, when: all(failed.when, less('intent.until', now)) };",
      replace: 'return { ...failed, when: failed.when };',
    },
    {
      id: 'renew-any-epoch',
      breaks: 'Only the epoch that found its prefix claimed begins the next one of the intent.',
      find: 'orphansOf(lease.orphans, now) },\n    fence: epochIsMine(lease),',
      replace: 'orphansOf(lease.orphans, now) },\n    fence: all(),',
    },
    {
      id: 'begin-over-a-live-intent',
      breaks: 'While an intent lives, another call is told so and begins nothing.',
      find: 'if (now <= intent.until) throw running(lease, intent, now);',
      replace: 'if (now <= intent.begunAt) throw running(lease, intent, now);',
    },
    {
      id: 'intent-ends-early',
      breaks: 'An intent is its caller’s up to and including its last millisecond.',
      find: 'if (now <= intent.until) throw running(lease, intent, now);',
      replace: 'if (now < intent.until) throw running(lease, intent, now);',
    },
    {
      id: 'resume-by-any-key',
      breaks: 'Only the key that began an allocation resumes its epoch; another begins a new one.',
      find: "return mine ? 'resume' : 'begin';",
      replace: "return 'resume';",
    },
    {
      id: 'resume-with-any-body',
      breaks: 'A key that comes back with another body is refused, not resumed.',
      find: 'if (mine && intent.bodyHash !== request.call?.bodyHash) {',
      replace: 'if (mine && intent.bodyHash === undefined) {',
    },
    {
      id: 'resume-in-a-new-epoch',
      breaks: 'A resumed call keeps its epoch, and so finds what its lost POST made.',
      find: "set: { 'intent.until': now + DEADLINES.intent },",
      replace: "set: { epoch: lease.epoch + 1, 'intent.until': now + DEADLINES.intent },",
    },
    {
      id: 'begin-in-the-old-epoch',
      breaks: 'No two allocations of a lease have one epoch: an object belongs to one of them for ever.',
      find: '      epoch: lease.epoch + 1,\n      ...newLife(',
      replace: '      epoch: lease.epoch,\n      ...newLife(',
    },
    {
      id: 'reborn-epoch-from-one',
      breaks: 'A purged and reborn lease repeats no epoch, and so no marker in NetBox.',
      find: '    epoch: now,\n',
      replace: '    epoch: 1,\n',
    },
    {
      id: 'fail-forgets-orphans',
      breaks: 'An allocation that fails is looked for in NetBox: its POST may land yet.',
      find: 'failure: { ...failure, at: now }, ...(orphans === undefined ? {} : { orphans }) },',
      replace: 'failure: { ...failure, at: now } },',
    },
    {
      id: 'renew-forgets-orphans',
      breaks: 'The object of an epoch that was given up is dead, and is looked for.',
      find: "'intent.tries': tries, orphans: orphansOf(lease.orphans, now) },",
      replace: "'intent.tries': tries },",
    },
  ],
);

const USE_CASE = mutantsOf(
  {
    area,
    file: 'shared/usecases/allocate-prefix.ts',
    suites: ['test/usecases/allocate-overtaken.test.ts', 'test/usecases/allocate-prefix.test.ts'],
  },
  [
    {
      id: 'claim-taken-is-success',
      breaks: 'A prefix whose claim row is somebody’s is not handed out, whatever NetBox offered.',
      find: 'if (written.claimTaken) return afterTakenClaim(lease, prefix.cidr, deps);',
      replace: 'if (written.claimTaken) return { answer: answerOf(change.next, 201) };',
    },
    {
      id: 'one-epoch-too-many',
      breaks: 'Three prefixes that turn out to be taken end an allocation.',
      find: 'if (tries >= MAX_EPOCHS) {',
      replace: 'if (tries > MAX_EPOCHS) {',
    },
    {
      id: 'another-prefix-is-mine',
      breaks:
        'A refused end is a success only where the lease holds the very object that this call obtained.',
      find: 'heldBy(current)?.netboxPrefixId === prefix.id)',
      replace: 'heldBy(current) !== undefined)',
    },
    {
      id: 'delete-what-lost-the-race',
      breaks:
        'An object whose allocation was refused is deleted only if it is dead: its epoch may have been resumed.',
      find: '  await removeOrphan(prefix, deps);\n  throw overtaken',
      replace: '  await deps.netbox.remove(prefix);\n  throw overtaken',
    },
    {
      id: 'drop-anybodys-reservation',
      breaks: 'A failed allocation gives back its own reservation alone.',
      find: '    when: reservedBy(lease),\n',
      replace: "    when: { is: 'all', of: [] },\n",
      suites: ['test/usecases/allocate-preassigned.test.ts'],
    },
    {
      id: 'forget-the-repeat',
      breaks: 'The repeat of an allocation that ended gives its first answer.',
      find: 'if (kept !== undefined) return { value: { answer: replayed(kept) } };',
      replace: '',
    },
  ],
);

const NETBOX = mutantsOf(
  { area, file: 'shared/usecases/obtain-prefix.ts', suites: ['test/usecases/obtain-prefix.test.ts'] },
  [
    {
      id: 'post-without-a-search',
      breaks: 'What an earlier call of the epoch left in NetBox is looked for before anything is made.',
      find: 'return (await findMine(lease, source, deps)) ?? fromPools(lease, source, deps);',
      replace: 'return fromPools(lease, source, deps);',
    },
    {
      id: 'post-again-on-unknown',
      breaks: 'After a POST whose end is unknown there is no second POST.',
      find: "if (late !== undefined || answer.outcome === 'exhausted') return late;",
      replace: "if (late !== undefined || answer.outcome !== 'duplicate') return late;",
    },
    {
      id: 'exhausted-without-a-search',
      breaks: 'A full pool may be full of one’s own late POST: it is looked for once more.',
      find: '  const late = await findMine(lease, source, deps);\n',
      replace:
        "  const late = answer.outcome === 'exhausted' ? undefined : await findMine(lease, source, deps);\n",
    },
    {
      id: 'unknown-is-a-failure',
      breaks: 'An allocation whose end in NetBox is unknown stays pending.',
      find: '  throw unknown(\n',
      replace: "  if (answer.outcome === 'unknown') return refused(answer.reason);\n  throw unknown(\n",
    },
    {
      id: 'any-prefix-of-netbox',
      breaks: 'What NetBox gave is taken only where one of the pools that were asked for has it.',
      find: 'pools.find((each) => each.vrfId === prefix.vrfId && poolServes(each, prefix.cidr));',
      replace: 'pools.find((each) => each.vrfId === prefix.vrfId);',
    },
  ],
);

/** The mutants of an allocation, from its intent to the transaction that ends it. */
export const ALLOCATION = [...DOMAIN, ...USE_CASE, ...NETBOX];
