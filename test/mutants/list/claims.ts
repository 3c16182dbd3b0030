import { mutantsOf } from '../mutant.ts';

const area = 'Claim rows, reservations and quarantine';

const WRITES = mutantsOf(
  {
    area,
    file: 'shared/adapters/dynamo-claim-writes.ts',
    suites: ['test/adapters/dynamo-lease-store.test.ts'],
  },
  [
    {
      id: 'put-over-a-claim',
      breaks: 'A claim row is put only where there is none: it is the arbiter of who has a prefix.',
      find: "claim.write === 'put' ? NO_ROW :",
      replace: "claim.write === 'put' ? {} :",
    },
    {
      id: 'hold-anybodys-reservation',
      breaks: 'A reserved row becomes held only by the epoch that reserved it.',
      find: 'conditionExpression(reservedBy(claim.claim), claimAttributes);',
      replace: "conditionExpression(equal('state', 'reserved'), claimAttributes);",
    },
    {
      id: 'drop-anybodys-claim',
      breaks: 'The end of a revocation drops a claim row only where it names the object of the lease.',
      find: '        Delete: { ...row, Key: claimItemKey(claim.key), ...conditionExpression(when, claimAttributes) },\n',
      replace: '        Delete: { ...row, Key: claimItemKey(claim.key) },\n',
    },
    {
      id: 'keep-anybodys-claim',
      breaks: 'A claim row goes into quarantine only where it names the object of the lease.',
      find: "        when: equal('netboxPrefixId', claim.netboxPrefixId),\n",
      replace: "        when: { is: 'all' as const, of: [] },\n",
    },
  ],
);

const DOMAIN = mutantsOf(
  {
    area,
    file: 'shared/domain/claim.ts',
    suites: ['test/adapters/dynamo-lease-store.test.ts', 'test/usecases/sweep-claim.test.ts'],
  },
  [
    {
      id: 'reservation-of-any-epoch',
      breaks: 'A reservation belongs to one epoch: an older one neither holds nor drops it.',
      find: "    equal('epoch', epoch),\n",
      replace: '',
    },
    {
      id: 'reservation-of-any-subscriber',
      breaks: 'A reservation belongs to one subscriber.',
      find: "    equal('subscriber', subscriber),\n",
      replace: '',
    },
  ],
);

const PREASSIGNED = mutantsOf(
  {
    area,
    file: 'shared/usecases/obtain-prefix.ts',
    suites: ['test/usecases/obtain-preassigned.test.ts', 'test/usecases/allocate-preassigned.test.ts'],
  },
  [
    {
      id: 'netbox-before-the-reservation',
      breaks: 'NetBox takes no lock for an exact prefix: the row is reserved before NetBox is asked.',
      find: '  if (!(await reserve(lease, { pool, cidr: source.preassigned }, deps))) return taken;\n  const mine = await findMine(lease, source, deps);\n  if (mine !== undefined) return mine;\n',
      replace:
        '  const mine = await findMine(lease, source, deps);\n  if (mine !== undefined) return mine;\n  if (!(await reserve(lease, { pool, cidr: source.preassigned }, deps))) return taken;\n',
    },
    {
      id: 'reserve-over-anybody',
      breaks: 'A reserved row is taken over only by a later epoch of the same lease.',
      find: "when: any(absent('state'), mineOrOlder),",
      replace: "when: any(absent('state'), equal('state', 'reserved')),",
    },
    {
      id: 'reserve-over-a-later-epoch',
      breaks: 'An older epoch does not take a reservation from a later one.',
      find: "    less('epoch', lease.epoch + 1),\n",
      replace: '',
    },
    {
      id: 'ignore-the-reservation',
      breaks: 'Where the row of a preassigned prefix is somebody’s, NetBox is not asked for it.',
      find: 'if (!(await reserve(lease, { pool, cidr: source.preassigned }, deps))) return taken;',
      replace: 'await reserve(lease, { pool, cidr: source.preassigned }, deps);',
    },
  ],
);

const SWEEP = mutantsOf(
  { area, file: 'shared/usecases/sweep-claim.ts', suites: ['test/usecases/sweep-claim.test.ts'] },
  [
    {
      id: 'row-before-its-object',
      breaks:
        'At the end of a quarantine the object goes before its row: an object without a row would leak.',
      find: 'readPrefix(claim.netboxPrefixId);\n  if (object',
      replace:
        'readPrefix(claim.netboxPrefixId);\n  await deps.claims.change({ key: claim, when: stillWithdrawn(claim), to: undefined });\n  if (object',
    },
    {
      id: 'row-goes-on-unknown',
      breaks: 'The row stays where NetBox did not say that the object is gone.',
      find: "    if (removed.outcome !== 'done' && removed.outcome !== 'gone') return false;\n",
      replace:
        "    if (removed.outcome !== 'done' && removed.outcome !== 'gone' && removed.outcome !== 'unknown') return false;\n",
    },
    {
      id: 'quarantine-deletes-anything',
      breaks: 'The end of a quarantine deletes an object only while it carries the mark of this quarantine.',
      find: 'readPrefix(claim.netboxPrefixId);\n  if (object',
      replace:
        'readPrefix(claim.netboxPrefixId);\n  if (object !== undefined) await deps.netbox.remove(object);\n  if (object',
    },
    {
      id: 'quarantine-ends-at-any-time',
      breaks: 'The index is behind the table: a row is acted on only when it is due itself.',
      find: 'if (claim?.dueAt === undefined || claim.dueAt > deps.clock()) return false;',
      replace: 'if (claim?.dueAt === undefined) return false;',
    },
    {
      id: 'drop-a-row-in-use',
      breaks: 'The row of a quarantine is dropped only while it names the object that was read.',
      find: "all(equal('state', claim.state), equal('netboxPrefixId', claim.netboxPrefixId));",
      replace: "all(equal('state', claim.state));",
    },
    {
      id: 'drop-a-pending-reservation',
      breaks: 'A reservation whose epoch is still pending stays.',
      find: 'const to = needsReservation(claim, lease) ? postpone(claim, DEADLINES.reserved, deps) : undefined;',
      replace: 'const to = needsReservation(claim, lease) ? undefined : undefined;',
    },
    {
      id: 'keep-a-dead-reservation',
      breaks: 'A reservation of an epoch that is over is dropped.',
      find: "lease?.state === 'pending' && lease.epoch === claim.epoch;",
      replace: "lease?.state === 'pending';",
    },
    {
      id: 'withheld-without-an-object',
      breaks: 'A withheld prefix whose object an operator has deleted or taken over is free again.',
      find: 'const to = kept ? postpone(claim, DEADLINES.withheldCheck',
      replace: 'const to = kept || object !== undefined ? postpone(claim, DEADLINES.withheldCheck',
    },
  ],
);

/** The mutants of the rows that say whose a prefix is. */
export const CLAIMS = [...WRITES, ...DOMAIN, ...PREASSIGNED, ...SWEEP];
