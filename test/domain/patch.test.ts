import { expect, test } from '@jest/globals';
import { patched } from '../../shared/domain/patch.ts';

type Patch = { set?: object; remove?: string[] };

test.each<[string, object, [Patch, object]]>([
  ['a new attribute is set', { a: 1 }, [{ set: { b: 2 } }, { a: 1, b: 2 }]],
  ['an attribute is set anew', { a: 1 }, [{ set: { a: 2 } }, { a: 2 }]],
  [
    'a member is set beside its siblings',
    { a: { b: 1, c: 2 } },
    [{ set: { 'a.b': 3 } }, { a: { b: 3, c: 2 } }],
  ],
  ['a member of what is not there is set with it', {}, [{ set: { 'a.b': 3 } }, { a: { b: 3 } }]],
  ['what is undefined is not set', { a: 1 }, [{ set: { a: undefined } }, { a: 1 }]],
  ['an attribute is removed', { a: 1, b: 2 }, [{ remove: ['a'] }, { b: 2 }]],
  ['a member is removed beside its siblings', { a: { b: 1, c: 2 } }, [{ remove: ['a.b'] }, { a: { c: 2 } }]],
  ['the last member leaves an empty map', { a: { b: 1 } }, [{ remove: ['a.b'] }, { a: {} }]],
  ['what is not there is removed without a trace', { a: 1 }, [{ remove: ['b'] }, { a: 1 }]],
  ['a member of what is not there is removed without a trace', { a: 1 }, [{ remove: ['b.c'] }, { a: 1 }]],
  ['what is removed may be set', { a: { b: 1 } }, [{ set: { a: { c: 2 } }, remove: ['a'] }, { a: { c: 2 } }]],
])('%s', (_, item, [patch, result]) => {
  const before = structuredClone(item);
  expect(patched(item, { set: { ...patch.set }, remove: patch.remove ?? [] })).toEqual(result);
  expect(item).toEqual(before);
});
