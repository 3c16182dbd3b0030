import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the tree: `path` from the root of the tree, with slashes. */
export type SourceFile = { path: string; text: string };

/** Every file under these folders, of one of these extensions, the paths in order. A folder that is missing is empty. */
export const sourceFiles = (folders: readonly string[], extensions: readonly string[]): SourceFile[] =>
  folders
    .flatMap((folder) => pathsUnder(folder))
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }));

const pathsUnder = (folder: string): string[] =>
  readdirSync(ROOT).includes(folder)
    ? readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length))
    : [];
