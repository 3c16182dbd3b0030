import { expect, test } from '@jest/globals';
import { readCommand } from './command-line.ts';
import type { Mutant } from './mutant.ts';

const mutant = (id: string): Mutant => ({
  id,
  area: 'Time',
  breaks: 'Nobody is late.',
  file: 'shared/a.ts',
  find: 'a',
  replace: 'b',
  suites: ['test/a.test.ts'],
});
const KNOWN = [mutant('early'), mutant('late'), mutant('never')];

test('all mutants are run, unless some are named', () => {
  expect(readCommand([], KNOWN)).toEqual({ do: 'run', mutants: KNOWN, simulate: false, write: false });
  expect(readCommand(['--write', '--simulate'], KNOWN)).toEqual({
    do: 'run',
    mutants: KNOWN,
    simulate: true,
    write: true,
  });
  expect(readCommand(['--only', 'never', '--only', 'early'], KNOWN)).toEqual({
    do: 'run',
    mutants: [KNOWN[0], KNOWN[2]],
    simulate: false,
    write: false,
  });
});

test('a list runs nothing, and help is given whatever else is asked', () => {
  expect(readCommand(['--list', '--only', 'late'], KNOWN)).toEqual({ do: 'list', mutants: [KNOWN[1]] });
  expect(readCommand(['--help', '--list'], KNOWN)).toEqual({ do: 'help' });
});

test.each([
  [['--only', 'lat'], 'There is no mutant lat. See --list.'],
  [['--write', '--only', 'late'], '--write needs a run of all mutants'],
  [['--all'], "Unknown option '--all'"],
  [['late'], "Unexpected argument 'late'"],
])('%j is refused', (args, message) => {
  expect(() => readCommand(args, KNOWN)).toThrow(message);
});
