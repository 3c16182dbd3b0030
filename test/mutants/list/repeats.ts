// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the source that is to be found.
import { mutantsOf } from '../mutant.ts';

const area = 'Idempotency keys';

const KEYS = mutantsOf(
  { area, file: 'shared/domain/idempotency.ts', suites: ['test/domain/idempotency.test.ts'] },
  [
    {
      id: 'key-for-any-body',
      breaks: 'A key that comes back with another body is refused.',
      find: 'if (kept.a === call.action && kept.f === call.bodyHash) return kept;',
      replace: 'if (kept.a === call.action) return kept;',
    },
    {
      id: 'key-for-any-action',
      breaks: 'A key that comes back with another action is refused.',
      find: 'if (kept.a === call.action && kept.f === call.bodyHash) return kept;',
      replace: 'if (kept.f === call.bodyHash) return kept;',
    },
    {
      id: 'key-lives-a-moment-longer',
      breaks: 'A key is remembered for 24 hours, and no longer.',
      find: 'kept.t <= now - DEADLINES.idempotency;',
      replace: 'kept.t < now - DEADLINES.idempotency;',
    },
    {
      id: 'key-written-twice',
      breaks: 'Two calls with one key at once have one effect: the second finds the key written.',
      find: 'fence: old === undefined ? absent(`idem.${call.key}`) : equal(`idem.${call.key}.t`, old.t),',
      replace: 'fence: all(),',
    },
    {
      id: 'revoke-waits-for-room',
      breaks: 'A revoke is never refused for want of room for its key: the oldest gives way.',
      find: "  if (call.action === 'revoke') return [...expired, oldest[0]];\n",
      replace: '',
    },
    {
      id: 'expired-keys-stay',
      breaks: 'The item of a lease stays small: expired keys go in the same write.',
      find: 'if (live.length < MAX_KEYS) return expired;',
      replace: 'if (live.length < MAX_KEYS) return [];',
    },
    {
      id: 'one-key-too-many',
      breaks: 'A lease remembers 16 keys at most.',
      find: 'if (live.length < MAX_KEYS) return expired;',
      replace: 'if (live.length <= MAX_KEYS) return expired;',
    },
  ],
);

const KEPT = [
  ...mutantsOf(
    {
      area,
      file: 'shared/domain/allocation.ts',
      suites: ['test/domain/allocation.test.ts', 'test/domain/allocation-end.test.ts'],
    },
    [
      {
        id: 'no-room-after-the-effect',
        breaks: 'A call that there is no room to remember is refused before it has an effect.',
        find: '  assertRoom(lease, request.call, now);\n',
        replace: '',
      },
      {
        id: 'allocation-forgets-its-key',
        breaks: 'The write that ends an allocation remembers the key of the call.',
        find: 'return remembering(lease, change, { call, status: 201, now });',
        replace: 'return change;',
      },
    ],
  ),
  ...mutantsOf({ area, file: 'shared/domain/revocation.ts', suites: ['test/domain/revocation.test.ts'] }, [
    {
      id: 'revoked-forgets-its-key',
      breaks: 'A revoke that finds nothing to do keeps its key: else its repeat revokes the next life.',
      find: '  if (request.call === undefined) return undefined;\n',
      replace: "  if (request.call === undefined || lease.state === 'revoked') return undefined;\n",
    },
    {
      id: 'revoke-forgets-its-key',
      breaks: 'The write that begins a revocation remembers the key of the call.',
      find: 'return remembering(lease, change, { call: request.call, status: 202, now });',
      replace: 'return change;',
    },
  ]),
  ...mutantsOf({ area, file: 'shared/domain/service.ts', suites: ['test/domain/service.test.ts'] }, [
    {
      id: 'service-forgets-its-key',
      breaks: 'The write that changes the service remembers the key of the call.',
      find: 'return remembering(lease, change, { call: request.call, status: 200, now });',
      replace: 'return change;',
    },
  ]),
  ...mutantsOf(
    { area, file: 'shared/http/repeatable-call.ts', suites: ['test/functions/api/idempotency.test.ts'] },
    [
      {
        id: 'body-hash-without-a-body',
        breaks: 'A key stands for one body: its hash is kept with it.',
        find: 'bodyHash: hashOf(canonical(action, body)) };',
        replace: 'bodyHash: hashOf(canonical(action, {})) };',
      },
    ],
  ),
];

/** The mutants of idempotency keys. */
export const REPEATS = [...KEYS, ...KEPT];
