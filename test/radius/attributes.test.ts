import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeAttribute, walkAttributes } from '../../shared/radius/attributes.ts';

const values = fc.array(fc.uint8Array({ minLength: 1, maxLength: 253 }), { maxLength: 12 });

test('attributes come back from a walk as they were put in', () => {
  fc.assert(
    fc.property(values, (list) => {
      const bytes = Buffer.concat(list.map((value) => encodeAttribute('User-Name', value)));
      expect(walkAttributes(bytes)).toEqual(list.map((value) => ({ type: 1, value: Buffer.from(value) })));
    }),
  );
});

test('a walk of any bytes ends, and covers all of them or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
      const walked = walkAttributes(Buffer.from(noise));
      const covered = walked?.reduce((sum, { value }) => sum + 2 + value.length, 0);
      expect([undefined, noise.length]).toContain(covered);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['a length of 0', [1, 0]],
  ['a length of 1', [1, 1, 1, 2]],
  ['a length past the end', [1, 4, 65]],
  ['a type alone', [1, 3, 65, 1]],
])('a walk refuses %s', (_case, bytes) => {
  expect(walkAttributes(Buffer.from(bytes))).toBeUndefined();
});
