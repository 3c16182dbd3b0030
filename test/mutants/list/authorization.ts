// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'Dynamic authorization';

const DOMAIN = mutantsOf(
  { area, file: 'shared/domain/authorization.ts', suites: ['test/domain/authorization.test.ts'] },
  [
    {
      id: 'two-sendings-at-once',
      breaks: 'A lease has one sending slot: an older CoA could be applied after a newer one.',
      find: "        equal('authorization.attempt', authorization.attempt),\n        slotIsFree(now),\n",
      replace: "        equal('authorization.attempt', authorization.attempt),\n",
    },
    {
      id: 'slot-of-any-attempt',
      breaks: 'A sending is claimed only as the attempt that was read.',
      find: "        equal('authorization.attempt', authorization.attempt),\n        slotIsFree(now),\n",
      replace: '        slotIsFree(now),\n',
    },
    {
      id: 'slot-is-taken-early',
      breaks: 'A slot is another’s up to and including its last millisecond.',
      find: "any(absent('slot'), less('slot.until', now));",
      replace: "any(absent('slot'), less('slot.until', now + 1));",
    },
    {
      id: 'sends-what-is-settled',
      breaks: 'A CoA whose outcome is recorded is not sent again.',
      find: "  all(equal('authorization.id', id), oneOf('authorization.status', ['queued', 'sending']));",
      replace: "  all(equal('authorization.id', id));",
    },
    {
      id: 'sends-what-is-superseded',
      breaks: 'A CoA that a newer transition replaced is not sent.',
      find: "  all(equal('authorization.id', id), oneOf('authorization.status', ['queued', 'sending']));",
      replace: "  all(oneOf('authorization.status', ['queued', 'sending']));",
    },
    {
      id: 'slow-sending-records',
      breaks: 'Only the sending that holds the slot records its outcome.',
      find: "        equal('slot.id', sendingId(sent.id, sent.attempt)),\n        equal('authorization.id', sent.id),\n",
      replace: "        equal('authorization.id', sent.id),\n",
    },
    {
      id: 'attempts-share-an-id',
      breaks: 'No two sendings have one id, so that a slow one does not record over a later one.',
      find: '`${id}/${attempt}`;',
      replace: '`${id}/1`;',
    },
    {
      id: 'disconnect-beside-a-coa',
      breaks: 'A Disconnect takes the same slot as a CoA, and waits for it.',
      find: 'any(slotIsFree(now), mine)),',
      replace: 'any(slotIsFree(now), mine, all())),',
    },
    {
      id: 'disconnect-by-any-run',
      breaks: 'Only the run that owns the revocation takes the slot for its Disconnect.',
      find: "when: all(runIsMine(ref), equal('revocation.disconnects', disconnects), any(",
      replace: "when: all(equal('revocation.disconnects', disconnects), any(",
    },
    {
      id: 'gives-back-anybodys-slot',
      breaks: 'A sending gives back its own slot alone.',
      find: "change(lease, { when: equal('slot.id', slotId), set: {}, remove: ['slot'] }, 'keep');",
      replace: "change(lease, { when: all(), set: {}, remove: ['slot'] }, 'keep');",
    },
    {
      id: 'disconnect-recorded-by-any-run',
      breaks: 'That a session is gone is recorded only by the run that owns the revocation.',
      find: "        runIsMine(ref),\n        equal('slot.id', disconnectSlotId(",
      replace: "        equal('slot.id', disconnectSlotId(",
    },
    {
      id: 'slow-disconnect-records',
      breaks: 'That a session is gone is recorded only by the sending that holds the slot.',
      find: "        runIsMine(ref),\n        equal('slot.id', disconnectSlotId(ref.revocationId, lease.revocation.disconnects)),\n",
      replace: '        runIsMine(ref),\n',
    },
    {
      id: 'abandons-under-a-sending',
      breaks: 'A CoA becomes unknown only while nobody is sending it.',
      find: 'when: all(underWay(id), slotIsFree(now), unchanged(lease)),',
      replace: 'when: all(underWay(id), unchanged(lease)),',
    },
    {
      id: 'a-fourth-sending',
      breaks: 'A CoA is begun three times at most; then its outcome is unknown.',
      find: 'export const MAX_SENDS = 3;',
      replace: 'export const MAX_SENDS = 4;',
      suites: ['test/usecases/authorize-session.test.ts'],
    },
  ],
);

const USE_CASE = mutantsOf(
  {
    area,
    file: 'shared/usecases/authorize-session.ts',
    suites: ['test/usecases/authorize-session.test.ts', 'test/usecases/authorize-slot.test.ts'],
  },
  [
    {
      id: 'retransmits-what-is-superseded',
      breaks: 'Before each retransmission the request is read again; replaced, it stops.',
      find: 'return wanted(now, id) && now.authorization.attempt === attempt;',
      replace: 'return now !== undefined;',
    },
    {
      id: 'retransmits-beside-a-newer-attempt',
      breaks: 'A slow sending stops where a later attempt of its request has begun.',
      find: 'return wanted(now, id) && now.authorization.attempt === attempt;',
      replace: 'return wanted(now, id);',
    },
    {
      id: 'replaced-frees-the-slot',
      breaks: 'What was sent may act for a while yet: its slot stays until the slot’s own end.',
      find: '  if (isReplaced(answer)) return SETTLED;\n',
      replace: '',
    },
    {
      id: 'keeps-the-slot-while-it-waits',
      breaks: 'A CoA that waits to be sent again holds up no Disconnect.',
      find: '    await deps.leases.recordAuthorization(releaseSlot(lease, lease.slot.id));\n',
      replace: '',
    },
    {
      id: 'busy-is-settled',
      breaks: 'A CoA that finds the slot taken waits in its queue.',
      find: '  const { current } = claimed;\n  return wanted(current, request.authorizationId) ? busyWith(current, deps) : SETTLED;',
      replace: '  return SETTLED;',
    },
  ],
);

const SERVICE = mutantsOf(
  { area, file: 'shared/domain/service.ts', suites: ['test/domain/service.test.ts'] },
  [
    {
      id: 'older-coa-stays',
      breaks: 'A transition supersedes the CoA of an older one, whether or not it asks for its own.',
      find: "remove: request.coa === undefined ? [...remove, 'authorization'] : remove,",
      replace: 'remove,',
    },
    {
      id: 'session-of-another-router',
      breaks:
        'An Acct-Session-Id names a session at one router: another would know none, and the prefix would be released.',
      find: 'return isMoved ? others : session;',
      replace: 'return session;',
    },
    {
      id: 'service-on-a-stale-read',
      breaks: 'A change of the service is judged again where anything has happened since the lease was read.',
      find: '    fence: all(unchanged(lease), noEventSince(lease, request.eventAt)),\n  });\n  return remembering(',
      replace: '    fence: noEventSince(lease, request.eventAt),\n  });\n  return remembering(',
    },
  ],
);

/** The mutants of a CoA, from the transition that asks for it to its recorded outcome. */
export const AUTHORIZATION = [...DOMAIN, ...USE_CASE, ...SERVICE];
