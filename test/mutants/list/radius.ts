import { mutantsOf } from '../mutant.ts';

const area = 'RADIUS';

const REPLY = mutantsOf({ area, file: 'shared/radius/reply.ts', suites: ['test/radius/reply.test.ts'] }, [
  {
    id: 'anybody-may-answer',
    breaks: 'An answer is signed over the request that it answers (RFC 5176 2.3).',
    find: "{ name: 'response-authenticator', passes: isSignedByTheNas },",
    replace: "{ name: 'response-authenticator', passes: () => true },",
  },
  {
    id: 'any-identifier',
    breaks: 'An answer carries the identifier of its request.',
    find: 'passes: ({ datagram, packet }: Context) => datagram[1] === packet[1] },',
    replace: 'passes: ({ datagram }: Context) => datagram.length > 1 },',
  },
  {
    id: 'any-code',
    breaks: 'A CoA-ACK does not answer a Disconnect-Request.',
    find: 'return step === 1 || step === 2;',
    replace: 'return step > 0;',
  },
  {
    id: 'replayed-answer',
    breaks: 'An answer of another time is a replay.',
    find: 'value.length === 4 && Math.abs(value.readUInt32BE() - context.nowSeconds) <= TIME_WINDOW_SECONDS,',
    replace: 'value.length === 4,',
  },
  {
    id: 'unsigned-though-demanded',
    breaks: 'A router that must sign with Message-Authenticator is not believed without it.',
    find: 'if (value === undefined) return !context.requireMessageAuthenticator;',
    replace: 'if (value === undefined) return true;',
  },
  {
    id: 'zero-vector-for-all',
    breaks: 'A signature over zeros is taken only from a router that is known to make it.',
    find: '...(context.zeroVectorQuirk ? [ZEROS] : [])];',
    replace: 'ZEROS];',
  },
  {
    id: 'nak-is-an-ack',
    breaks: 'Only the code after the request’s is an ACK.',
    find: 'const acknowledged = datagram.readUInt8(0) === request.packet.readUInt8(0) + 1;',
    replace: 'const acknowledged = datagram.readUInt8(0) > request.packet.readUInt8(0);',
  },
]);

const EXCHANGE = [
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/radius/identifiers.ts',
      suites: ['test/adapters/radius/identifiers.test.ts'],
    },
    [
      {
        id: 'identifier-reused',
        breaks: 'No identifier comes back from one port within 300 s (RFC 5176 6.3).',
        find: 'return (next + recent.length) % IDENTIFIERS;',
        replace: 'return (first + recent.length) % IDENTIFIERS;',
      },
      {
        id: 'identifier-257',
        breaks: 'A port that has used all its identifiers has none left.',
        find: '    if (recent.length === IDENTIFIERS) return undefined;\n',
        replace: '',
      },
      {
        id: 'identifier-back-early',
        breaks: 'An identifier is the router’s for 300 s.',
        find: 'const NO_REUSE_MS = 300_000;',
        replace: 'const NO_REUSE_MS = 299_999;',
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/radius/signed-packets.ts',
      suites: ['test/adapters/radius-session-control.test.ts', 'test/adapters/radius/changed-secret.test.ts'],
    },
    [
      {
        id: 'retransmission-signed-anew',
        breaks:
          'A retransmission is the same bytes: else the router takes it for another request (RFC 5080 2.2.1).',
        find: 'if (secret === undefined || secret === current.secret) return current.packet;',
        replace: 'if (secret === undefined) return current.packet;',
        suites: [
          'test/adapters/radius/changed-secret.test.ts',
          'test/adapters/radius-session-control.test.ts',
        ],
      },
      {
        id: 'only-the-newest-answer',
        breaks: 'An answer to any packet of the exchange is an answer.',
        find: '    sent.push({ ...what.rules, packet, secret });\n',
        replace: '    sent.splice(0, sent.length, { ...what.rules, packet, secret });\n',
        suites: ['test/adapters/radius/changed-secret.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/radius/exchange.ts',
      suites: ['test/adapters/radius/exchange.test.ts', 'test/adapters/radius/exchange-faults.test.ts'],
    },
    [
      {
        id: 'retransmits-unasked',
        breaks: 'Before each retransmission it is asked whether the request is still wanted.',
        find: 'if (index > 0 && !(await exchange.stillWanted())) return false;',
        replace: 'if (index > 1 && !(await exchange.stillWanted())) return false;',
      },
      {
        id: 'spoofed-datagram-ends-it',
        breaks: 'A datagram that is no answer changes nothing: a spoofer could end every exchange.',
        find: 'if (answer !== undefined) outcome.resolve(answer);',
        replace: "outcome.resolve(answer ?? { result: 'unknown', reason: 'timeout' });",
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/radius-session-control.ts',
      suites: ['test/adapters/radius-session-control.test.ts'],
    },
    [
      {
        id: 'disconnect-of-no-session',
        breaks: 'A request that names no session is not sent: it might mean all of them.',
        find: "      if (Object.keys(session).length === 0) return { result: 'nak', errorCause: MISSING_ATTRIBUTE };\n",
        replace: '',
      },
      {
        id: 'outlives-its-function',
        breaks: 'No answer is waited for after the deadline.',
        find: 'const endAt = Math.min(start + schedule.giveUpAtMs, deadline);',
        replace: 'const endAt = Math.max(start + schedule.giveUpAtMs, deadline);',
      },
    ],
  ),
  ...mutantsOf(
    {
      area,
      file: 'shared/adapters/radius/judge-datagram.ts',
      suites: ['test/adapters/radius-session-control.test.ts'],
    },
    [
      {
        id: 'disconnect-initiated',
        breaks: 'Error-Cause 507 means something in the answer to a CoA alone.',
        find: "if (kind === 'coa' && errorCause === REQUEST_INITIATED)",
        replace: 'if (errorCause === REQUEST_INITIATED)',
      },
    ],
  ),
];

/** The mutants of the RADIUS codec, and of an exchange with a router. */
export const RADIUS = [...REPLY, ...EXCHANGE];
