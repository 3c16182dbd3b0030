import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkReply } from '../../shared/radius/reply.ts';
import { answer, disconnect, quirk } from '../support/golden-answers.ts';
import { TIMESTAMP } from '../support/radius-golden.ts';

test('hostile datagrams never make the check throw, and none is accepted', () => {
  const header = fc.tuple(
    fc.constantFrom(41, 42, 44),
    fc.constantFrom(8, 7),
    fc.nat(200),
    fc.uint8Array({ maxLength: 200 }),
  );
  const shaped = header.map(([code, identifier, length, rest]) =>
    Buffer.concat([Buffer.of(code, identifier, 0, length), rest]),
  );
  const noise = fc.uint8Array({ maxLength: 4200 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(shaped, noise), (datagram) => {
      expect(checkReply(disconnect, datagram, TIMESTAMP).verdict).toBe('ignored');
    }),
    { numRuns: 2000 },
  );
});

test('any attributes under a right signature are judged without a throw', () => {
  const attribute = fc.tuple(fc.constantFrom(18, 55, 80, 101, 123), fc.uint8Array({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(attribute, { maxLength: 6 }), fc.boolean(), (attributes, signed) => {
      const datagram = answer(attributes, signed ? 'rfc5176' : 'none');
      expect(['accepted', 'ignored']).toContain(checkReply(quirk, datagram, TIMESTAMP).verdict);
    }),
    { numRuns: 1000 },
  );
});
