import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { duplicateMember } from '../../shared/http/duplicate-members.ts';

/** A JSON document as it is written: an object is its members in order, so that a name can be there twice. */
type Written =
  | { kind: 'value'; text: string }
  | { kind: 'list'; of: Written[] }
  | { kind: 'object'; members: [string, Written][] };

const space = fc.constantFrom('', ' ', '\n\t');

const leaf = fc
  .oneof(
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  .map((value): Written => ({ kind: 'value', text: JSON.stringify(value) }));

const names = fc.constantFrom('a', 'b', 'c', '', '"', '\\', ':', '{', 'é', '__proto__');

const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('written'), { maxLength: 3 }).map((of): Written => ({ kind: 'list', of })),
    fc
      .array(fc.tuple(names, tie('written')), { maxLength: 4 })
      .map((members): Written => ({ kind: 'object', members })),
  ),
}));

/** Another spelling of the same name. */
const escaped = (name: string): string =>
  `"${[...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;

const textOf = (document: Written, gap: string): string => {
  switch (document.kind) {
    case 'value':
      return document.text;
    case 'list':
      return `[${gap}${document.of.map((each) => textOf(each, gap)).join(`${gap},`)}${gap}]`;
    case 'object': {
      const members = document.members.map(([name, value], index) => {
        const spelled = index % 2 === 0 ? JSON.stringify(name) : escaped(name);
        return `${gap}${spelled}${gap}:${gap}${textOf(value, gap)}`;
      });
      return `{${members.join(',')}${gap}}`;
    }
  }
};

const hasDuplicate = (document: Written): boolean => {
  switch (document.kind) {
    case 'value':
      return false;
    case 'list':
      return document.of.some(hasDuplicate);
    case 'object':
      return (
        new Set(document.members.map(([name]) => name)).size < document.members.length ||
        document.members.some(([, value]) => hasDuplicate(value))
      );
  }
};

test('a name that an object has twice is found in every document that has one, and in no other', () => {
  fc.assert(
    fc.property(written, space, (document, gap) => {
      const text = textOf(document, gap);
      // The text is JSON: what the scanner says of anything else means nothing.
      JSON.parse(text);
      expect(duplicateMember(text) !== undefined).toBe(hasDuplicate(document));
    }),
    { numRuns: 3000 },
  );
});

test('what JSON.stringify writes never has a name twice', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(duplicateMember(JSON.stringify(value))).toBeUndefined();
    }),
  );
});

test('the name is given, in its own spelling', () => {
  expect(duplicateMember('{"a":1,"b":{"c":1,"\\u0063":2}}')).toBe('c');
});

test('the same name in two objects is no duplicate', () => {
  expect(duplicateMember('{"a":{"x":1},"b":{"x":2},"c":[{"x":1},{"x":2}],"x":{"x":{}}}')).toBeUndefined();
});

test('no text makes the scanner throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', 'a', 'u') }),
      (text) => {
        duplicateMember(text);
      },
    ),
  );
});

test('a string that never ends is looked at once, not once for each quote in it', () => {
  // Two million quotes: a second look at each of them would not end before the test does.
  expect(duplicateMember(`{"${'\\"'.repeat(2_000_000)}`)).toBeUndefined();
});
