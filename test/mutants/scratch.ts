import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the sources to mutate and to test: the tree that it was made of is never written to. */
export type Scratch = {
  root: string;
  /** For the files of a run: reports and caches. */
  aside: string;
  read(file: string): string;
  write(file: string, text: string): void;
};

/** All scratch copies of one run, in one folder. */
export type ScratchFolder = { make(): Scratch; remove(): void };

/** What is made and not written; packages are linked. */
const LEFT_OUT = ['.git', '.cache', 'cdk.out', 'coverage', 'node_modules'];

const copyTree = (from: string, to: string): void => {
  for (const name of readdirSync(from)) {
    if (!LEFT_OUT.includes(name)) cpSync(join(from, name), join(to, name), { recursive: true });
  }
  symlinkSync(join(from, 'node_modules'), join(to, 'node_modules'), 'dir');
};

/** A folder under the system's temporary one for copies of the tree at `tree`; packages are linked, not copied. */
export const scratchFolder = (tree: string): ScratchFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'leasehold-mutants-'));
  let made = 0;
  return {
    make: () => {
      made += 1;
      const root = join(folder, `tree-${made}`);
      const aside = join(folder, `aside-${made}`);
      mkdirSync(root);
      mkdirSync(aside);
      copyTree(tree, root);
      return {
        root,
        aside,
        read: (file) => readFileSync(join(root, file), 'utf8'),
        write: (file, text) => writeFileSync(join(root, file), text),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The test files under these folders of a tree, in order; paths from its root. */
export const suitesUnder = (root: string, folders: readonly string[]): string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    )
    .filter((path) => path.endsWith('.test.ts'))
    .sort();
