import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';

/** How `npm run mutants` is used. */
export const HELP = `Usage: npm run mutants -- [--only ID]... [--list] [--write]

Breaks the protocols on purpose: makes one small edit of the source after the other, each in a scratch
copy of the tree, and runs the tests on it. Every one must be noticed. The tests are run without any edit
first; where they fail then, nothing can be proven.

  --only ID   this mutant alone; may be given several times
  --list      lists the mutants and runs nothing
  --simulate  asks the simulator as well of those that break the core of a protocol
  --write     writes docs/mutants.md (not with --only)
  --help      this text

Exit code 0: all were killed. 1: one is alive, no longer fits the source, or breaks more than a protocol.
`;

/** What was asked for. */
export type Command =
  | { do: 'help' }
  | { do: 'list'; mutants: readonly Mutant[] }
  | { do: 'run'; mutants: readonly Mutant[]; simulate: boolean; write: boolean };

const chosen = (known: readonly Mutant[], only: readonly string[] | undefined): readonly Mutant[] => {
  if (only === undefined) return known;
  const unknown = only.filter((id) => !known.some((mutant) => mutant.id === id));
  if (unknown.length > 0) throw new Error(`There is no mutant ${unknown.join(', ')}. See --list.`);
  return known.filter(({ id }) => only.includes(id));
};

/** Reads the arguments. Throws an Error on what is wrong with them. */
export const readCommand = (args: readonly string[], known: readonly Mutant[]): Command => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      simulate: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { do: 'help' };
  if (values.write && values.only !== undefined) {
    throw new Error('--write needs a run of all mutants: leave --only out.');
  }
  const mutants = chosen(known, values.only);
  const { list, simulate, write } = values;
  return list ? { do: 'list', mutants } : { do: 'run', mutants, simulate, write };
};
