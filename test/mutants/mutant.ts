/** What the tests must notice: one small edit of the source that breaks one rule of a protocol. */
export type Mutant = {
  id: string;
  /** Which protocol it breaks: the heading that it stands under. */
  area: string;
  /** The rule that no longer holds, in one sentence. */
  breaks: string;
  /** Path from the root of the tree. */
  file: string;
  /** Exact text that stands once in the file, and what stands there instead. */
  find: string;
  replace: string;
  /** The test files that are tried first. */
  suites: readonly string[];
};

/** A mutant as its list has it; `suites` only where they are not those of its file. */
type Entry = Pick<Mutant, 'id' | 'breaks' | 'find' | 'replace'> & { suites?: readonly string[] };

/** The mutants of one file, which have their area and their first suites in common. */
export const mutantsOf = (
  of: Pick<Mutant, 'area' | 'file' | 'suites'>,
  entries: readonly Entry[],
): Mutant[] => entries.map((entry) => ({ ...of, ...entry }));

/** The source has changed, and a mutant no longer says what it is to change. */
export class StaleMutant extends Error {}

/** The text of a mutant's file with its edit made. Throws `StaleMutant` where the text to find is not there just once. */
export const mutated = (text: string, { id, file, find, replace }: Mutant): string => {
  const parts = text.split(find);
  if (parts.length !== 2 || find === '') {
    throw new StaleMutant(`${id}: its text stands ${parts.length - 1} times in ${file}, not once.`);
  }
  if (find === replace) throw new StaleMutant(`${id}: it changes nothing.`);
  return parts.join(replace);
};
