import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small map that outlives the process where it has a file, readable by its owner alone. */
export type SavedMap<T> = {
  get: (key: string) => T | undefined;
  set: (key: string, value: T) => void;
  remove: (key: string) => boolean;
};

/** Keeps the map in `<dataDir>/<name>.json`, written anew with each change; in memory only without a folder. */
export const savedMap = <T>(dataDir: string | undefined, name: string): SavedMap<T> => {
  const file = dataDir === undefined ? undefined : join(dataDir, `${name}.json`);
  const entries = new Map<string, T>(Object.entries(file === undefined ? {} : load<T>(file)));
  const save = () => {
    if (file === undefined || dataDir === undefined) return;
    mkdirSync(dataDir, { recursive: true });
    // Renamed into place, so that a kill leaves the old map or the new one.
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      entries.set(key, value);
      save();
    },
    remove: (key) => {
      const removed = entries.delete(key);
      if (removed) save();
      return removed;
    },
  };
};

const load = <T>(file: string): Record<string, T> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, T>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
};
