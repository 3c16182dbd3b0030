import { expect, test } from '@jest/globals';
import { type Mutant, mutantsOf, mutated, StaleMutant } from './mutant.ts';

const MUTANT: Mutant = {
  id: 'late',
  area: 'Time',
  breaks: 'Nobody is late.',
  file: 'shared/a.ts',
  find: 'now < until',
  replace: 'now <= until',
  suites: ['test/a.test.ts'],
};

test('the edit of a mutant is made where its text stands, and nowhere else', () => {
  expect(mutated('if (now < until) go();\nnow();\n', MUTANT)).toBe('if (now <= until) go();\nnow();\n');
});

test('a replacement is taken as it is written, whatever it means to a regular expression', () => {
  expect(mutated('[x]', { ...MUTANT, find: 'x', replace: '$&$1' })).toBe('[$&$1]');
});

test.each([
  ['that is not there', 'go();', '0 times'],
  ['that stands there twice', 'now < until; now < until;', '2 times'],
])('a mutant with a text %s is stale', (_, text, times) => {
  expect(() => mutated(text, MUTANT)).toThrow(StaleMutant);
  expect(() => mutated(text, MUTANT)).toThrow(`late: its text stands ${times} in shared/a.ts, not once.`);
});

test('a mutant that looks for nothing, or changes nothing, is stale', () => {
  expect(() => mutated('ab', { ...MUTANT, find: '' })).toThrow(StaleMutant);
  expect(() => mutated('now < until', { ...MUTANT, replace: MUTANT.find })).toThrow('it changes nothing');
});

test('the mutants of one file share its suites, unless they have their own', () => {
  const { area, file, suites, ...entry } = MUTANT;
  const own = { ...entry, id: 'own', suites: ['test/b.test.ts'] };
  expect(mutantsOf({ area, file, suites }, [entry, own])).toEqual([
    MUTANT,
    { ...MUTANT, id: 'own', suites: ['test/b.test.ts'] },
  ]);
});
