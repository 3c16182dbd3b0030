import { expect, test } from '@jest/globals';
import { judge, RedTree, verdictOf } from './judge.ts';
import type { Mutant } from './mutant.ts';
import type { Report } from './report.ts';
import type { Ran } from './run-suites.ts';
import type { Simulated } from './simulation.ts';

const MUTANT: Mutant = {
  id: 'late',
  area: 'Time',
  breaks: 'Nobody is late.',
  file: 'shared/a.ts',
  find: 'a < b',
  replace: 'a <= b',
  suites: ['test/a.test.ts'],
};
const FAILURE = { suite: 'test/a.test.ts', test: 'nobody is late' };
const FOUND: Simulated = { found: true, seed: 7, schedules: 7, seconds: 0.1, invariant: 'nobody is late' };
const ran = (report: Report | undefined, inTime = true): Ran => ({
  report,
  end: 'SIGKILL',
  inTime,
  seconds: 2,
});
const green = ran({ suites: 1, tests: 3 });
const red = ran({ suites: 1, tests: 3, failure: FAILURE });

/** A scratch copy of one file, and runs whose ends are given; `seen` is what each run found in the file. */
const bench = (text: string, ends: readonly (Ran | Error)[], red?: Error) => {
  const left = [...ends];
  const scratch = {
    text,
    read: () => scratch.text,
    write: (_: string, to: string) => {
      scratch.text = to;
    },
  };
  const seen: [string, readonly string[]][] = [];
  const run = async (suites: readonly string[]): Promise<Ran> => {
    seen.push([scratch.text, suites]);
    const end = left.shift();
    if (end === undefined || end instanceof Error) throw end ?? new Error('Nobody expected another run.');
    return end;
  };
  const wholeTree = async () => {
    if (red !== undefined) throw red;
    return ['test/a.test.ts', 'test/b.test.ts', 'test/c.test.ts'];
  };
  const simulate = async (): Promise<Simulated> => {
    seen.push([scratch.text, ['the simulator']]);
    return FOUND;
  };
  return {
    scratch,
    seen,
    verdict: async () => (await judge(MUTANT, scratch, { run, wholeTree })).verdict,
    withSimulator: () => judge(MUTANT, scratch, { run, wholeTree, simulate }),
  };
};

test.each([
  ['a test that fails kills', red, { outcome: 'killed', ...FAILURE, seconds: 2 }],
  ['tests that hold leave it alive', green, { outcome: 'alive', seconds: 2 }],
  [
    'a run that does not end kills',
    ran(undefined, false),
    { outcome: 'killed', suite: 'test/a.test.ts', test: '(does not end)', seconds: 2 },
  ],
])('%s', (_, end, verdict) => {
  expect(verdictOf(end, MUTANT.suites)).toEqual(verdict);
});

test.each([
  ['Jest that ends without a word', ran(undefined), 'without a report (SIGKILL)'],
  ['a run of no test', ran({ suites: 0, tests: 0 }), 'No test was run'],
  [
    'a suite that cannot be loaded, whatever failed beside it,',
    ran({ suites: 2, tests: 1, failure: FAILURE, unloaded: { suite: 'test/b.test.ts', reason: 'syntax' } }),
    'test/b.test.ts cannot be run: syntax',
  ],
])('%s proves nothing', (_, end, reason) => {
  expect(verdictOf(end, MUTANT.suites)).toEqual({
    outcome: 'broken',
    reason: expect.stringContaining(reason),
  });
});

test('a mutant is tried on its edit alone, by its own suites, and the edit is taken back', async () => {
  const { scratch, seen, verdict } = bench('if (a < b) go();', [red]);
  expect(await verdict()).toMatchObject({ outcome: 'killed', ...FAILURE });
  expect(seen).toEqual([['if (a <= b) go();', ['test/a.test.ts']]]);
  expect(scratch.text).toBe('if (a < b) go();');
});

test('what its own suites do not notice is tried on all others', async () => {
  const { seen, verdict } = bench('a < b', [green, red]);
  expect(await verdict()).toEqual({ outcome: 'killed', ...FAILURE, seconds: 4 });
  expect(seen.map(([, suites]) => suites)).toEqual([
    ['test/a.test.ts'],
    ['test/b.test.ts', 'test/c.test.ts'],
  ]);
});

test('what nothing notices is alive', async () => {
  expect(await bench('a < b', [green, green]).verdict()).toEqual({ outcome: 'alive', seconds: 4 });
});

test('a mutant that does not fit the source is stale, and nothing is run', async () => {
  const { scratch, seen, verdict } = bench('a > b', []);
  expect(await verdict()).toEqual({ outcome: 'stale', reason: expect.stringContaining('stands 0 times') });
  expect(seen).toEqual([]);
  expect(scratch.text).toBe('a > b');
});

test('a run that is stopped leaves the copy as it was', async () => {
  const { scratch, verdict } = bench('a < b', [new Error('stopped')]);
  await expect(verdict()).rejects.toThrow('stopped');
  expect(scratch.text).toBe('a < b');
});

test('where the other suites are red without it, what they say of a mutant proves nothing', async () => {
  const { verdict, scratch } = bench('a < b', [green], new RedTree('test/c.test.ts: it rains'));
  expect(await verdict()).toEqual({ outcome: 'broken', reason: 'test/c.test.ts: it rains' });
  expect(scratch.text).toBe('a < b');
});

test('the simulator is asked of what the tests have killed, while the edit is there', async () => {
  const { scratch, seen, withSimulator } = bench('a < b', [red]);
  expect(await withSimulator()).toMatchObject({ verdict: { outcome: 'killed' }, simulated: FOUND });
  expect(seen.at(-1)).toEqual(['a <= b', ['the simulator']]);
  expect(scratch.text).toBe('a < b');
});

test('the simulator is not asked of what the tests leave alive', async () => {
  const { seen, withSimulator } = bench('a < b', [green, green]);
  expect(await withSimulator()).toEqual({ verdict: { outcome: 'alive', seconds: 4 } });
  expect(seen).toHaveLength(2);
});
