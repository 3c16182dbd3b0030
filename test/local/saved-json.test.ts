import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { savedMap } from '../../local/saved-json.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leasehold-saved-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a map survives in its file, for its owner alone', () => {
  const dataDir = join(folder, 'made', 'here');
  const first = savedMap<{ n: number }>(dataDir, 'places');
  first.set('a', { n: 1 });
  first.set('b', { n: 2 });
  expect([first.remove('b'), first.remove('b')]).toEqual([true, false]);
  const second = savedMap<{ n: number }>(dataDir, 'places');
  expect([second.get('a'), second.get('b')]).toEqual([{ n: 1 }, undefined]);
  expect(statSync(join(dataDir, 'places.json')).mode & 0o777).toBe(0o600);
});

test('a map without a folder is kept in memory', () => {
  const map = savedMap<number>(undefined, 'places');
  map.set('a', 1);
  expect(map.get('a')).toBe(1);
  expect(savedMap<number>(undefined, 'places').get('a')).toBeUndefined();
});

test('a file that is no map is refused, not overwritten', () => {
  writeFileSync(join(folder, 'places.json'), '{');
  expect(() => savedMap(folder, 'places')).toThrow(/places\.json cannot be read/);
});
