import { mutantsOf } from '../mutant.ts';

const area = 'Disconnect and release';

const VERDICT = mutantsOf(
  { area, file: 'shared/domain/verdict.ts', suites: ['test/domain/verdict.test.ts'] },
  [
    {
      id: 'silence-is-gone',
      breaks: 'A router that gives no answer proves nothing: the prefix is not released.',
      find: "if (answer.result !== 'nak') return { gone: false, healing: true, detail: 'gave no answer' };",
      replace: "if (answer.result !== 'nak') return { gone: true, result: 'already_gone' };",
    },
    {
      id: 'any-nak-is-gone',
      breaks: 'Only Error-Cause 503 says that there is no such session.',
      find: '  if (isUnknownSession(answer)) {\n',
      replace: "  if (answer.result === 'nak') {\n",
    },
    {
      id: 'router-in-trouble-is-final',
      breaks: 'What a router is out of resources for is asked again later.',
      find: 'const PASSING = [502, 505, 506];',
      replace: 'const PASSING = [502, 505];',
    },
  ],
);

const DISCONNECT = mutantsOf(
  {
    area,
    file: 'shared/usecases/disconnect-session.ts',
    suites: ['test/usecases/disconnect-session.test.ts'],
  },
  [
    {
      id: 'first-ask-is-proof',
      breaks: 'No such session at the first ask may mean wrong keys, and is recorded as unverified.',
      find: 'lease.revocation.disconnects > 1);',
      replace: 'lease.revocation.disconnects > 0);',
    },
    {
      id: 'release-beside-a-coa',
      breaks: 'A revocation without a Disconnect waits until no CoA is being sent.',
      find: "return isSlotBusy(lease, deps.clock()) ? { outcome: 'busy' } : DONE;",
      replace: 'return DONE;',
    },
    {
      id: 'slot-is-free-early',
      breaks: 'A sending slot is held up to and including its last millisecond.',
      find: 'lease.slot !== undefined && lease.slot.until >= now;',
      replace: 'lease.slot !== undefined && lease.slot.until > now;',
    },
    {
      id: 'asks-by-one-key',
      breaks: 'A session is gone only when the router knows none by any of the keys.',
      find: '    if (!isUnknownSession(answer)) break;\n',
      replace: '    if (isUnknownSession(answer)) break;\n',
    },
    {
      id: 'disconnect-unrecorded',
      breaks: 'A Disconnect that could not be recorded belongs to another run’s revocation by now.',
      find: 'return written.applied ? DONE : SUPERSEDED;',
      replace: 'return DONE;',
    },
    {
      id: 'retransmits-a-superseded-disconnect',
      breaks: 'Before each retransmission the run is asked for anew; replaced, it stops.',
      find: 'stillWanted: async () => isMine(await deps.leases.read(leaseKeyOf(to.ref)), to.ref),',
      replace: 'stillWanted: async () => true,',
    },
    {
      id: 'failed-disconnect-keeps-the-slot',
      breaks: 'A Disconnect that ended gives the sending slot back.',
      find: '  await deps.leases.recordAuthorization(releaseSlot(lease, lease.slot.id));\n',
      replace: '',
    },
    {
      id: 'unknown-router-is-done',
      breaks: 'A session whose router cannot be asked may live.',
      find: '  if (target === undefined) {\n    return failed(\n',
      replace: '  if (target === undefined) return DONE;\n  if (target === null) {\n    return failed(\n',
    },
  ],
);

const RELEASE = mutantsOf(
  { area, file: 'shared/usecases/release-prefix.ts', suites: ['test/usecases/release-prefix.test.ts'] },
  [
    {
      id: 'release-once-asked',
      breaks: 'A prefix is released when its session is known to be gone, not when that was asked for.',
      find: 'if (lease.revocation.disconnect && lease.revocation.disconnected === undefined) {',
      replace: 'if (lease.revocation.disconnect && lease.revocation.disconnects === 0) {',
    },
    {
      id: 'release-by-any-run',
      breaks: 'A run that was overtaken releases nothing.',
      find: '  if (!isMine(lease, ref)) return SUPERSEDED;\n',
      replace: "  if (lease?.state !== 'revoking') return SUPERSEDED;\n",
    },
    {
      id: 'release-of-anybodys-object',
      breaks: 'An object is released only while it carries this epoch’s claim.',
      find: '  if (!isOurs(object, lease)) {\n',
      replace: '  if (object.claim === undefined) {\n',
    },
    {
      id: 'claim-compared-loosely',
      breaks: 'A claim is compared byte for byte: epoch 10 is not epoch 1.',
      find: '  if (!isOurs(object, lease)) {\n',
      replace: '  if (!isOurs(object, lease) && !object.claim?.startsWith(claimMark(lease))) {\n',
    },
    {
      id: 'unknown-release-is-done',
      breaks: 'A release whose end is unknown is tried again.',
      find: '  return outcomeOf(object, await change(object, lease, deps.netbox));',
      replace:
        "  const done = await change(object, lease, deps.netbox);\n  return done.outcome === 'unknown' ? DONE : outcomeOf(object, done);",
    },
    {
      id: 'quarantined-is-deleted',
      breaks: 'The object of a quarantined prefix stays in NetBox, or first-fit would offer it.',
      find: "if (release === 'dropped') return netbox.remove(object);",
      replace: "if (release !== 'withheld') return netbox.remove(object);",
    },
    {
      id: 'edited-is-released',
      breaks: 'An object that was edited while it was released is not taken for released.',
      find: '  return outcomeOf(object, await change(object, lease, deps.netbox));',
      replace:
        "  const done = await change(object, lease, deps.netbox);\n  return done.outcome === 'changed' ? DONE : outcomeOf(object, done);",
    },
  ],
);

const KEYS = mutantsOf({ area, file: 'shared/domain/nas.ts', suites: ['test/domain/nas.test.ts'] }, [
  {
    id: 'wrong-lower-key',
    breaks: 'A router that refuses a wrong lower key is asked by one key at a time.',
    find: "const sent = send === 'first' ? usable.slice(0, 1) : usable;",
    replace: 'const sent = usable;',
  },
  {
    id: 'asked-by-the-old-session',
    breaks: 'A session that came up again has another id: the router is asked by each key alone as well.',
    find: 'return alone.length === 0 ? [] : [first, ...alone.filter((keys) => !isFirst(keys))];',
    replace: 'return alone.length === 0 ? [] : [first];',
  },
]);

const AWAIT = mutantsOf(
  { area, file: 'shared/usecases/await-revocation.ts', suites: ['test/usecases/await-revocation.test.ts'] },
  [
    {
      id: 'failure-of-another-revocation',
      breaks: 'Who waits for a revocation is not told the failure of another.',
      find: "if (lease.state === 'failed' && revocationOf(lease)?.id === revocationId) {",
      replace: "if (lease.state === 'failed') {",
    },
    {
      id: 'waits-for-another-revocation',
      breaks: 'Who waits for a revocation does not go on waiting for the next one.',
      find: 'return revocationOf(lease)?.id === revocationId ? undefined : answerOf(lease, 202);',
      replace: "return lease.state === 'revoking' ? undefined : answerOf(lease, 202);",
    },
  ],
);

const DEADLINE = mutantsOf(
  {
    area,
    file: 'shared/adapters/lambda/revoke-handlers.ts',
    suites: ['test/adapters/lambda/revoke-handlers.test.ts'],
  },
  [
    {
      id: 'disconnect-to-the-last',
      breaks: 'A Disconnect ends before its function does, so that what it came to is recorded.',
      find: 'run: () => run(input, { deadline: deadline - RECORD_MILLISECONDS }),',
      replace: 'run: () => run(input, { deadline }),',
    },
  ],
);

/** The mutants of a Disconnect and of the release that waits for it. */
export const RELEASES = [...VERDICT, ...KEYS, ...DISCONNECT, ...DEADLINE, ...RELEASE, ...AWAIT];
