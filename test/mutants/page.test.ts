import { expect, test } from '@jest/globals';
import type { Verdict } from './judge.ts';
import { endOf, type Judged, median, pageOf, summary } from './page.ts';

const judged = (id: string, verdict: Verdict, area = 'Time'): Judged => ({
  mutant: {
    id,
    area,
    breaks: 'a | b',
    file: 'shared/a.ts',
    find: 'a',
    replace: 'b',
    suites: ['test/a.test.ts'],
  },
  verdict,
});
const killed = (id: string, seconds: number, area?: string): Judged =>
  judged(id, { outcome: 'killed', suite: 'test/a.test.ts', test: 'it holds', seconds }, area);

test.each([
  [[], 0],
  [[3], 3],
  [[9, 1, 2], 2],
  [[4, 1, 2, 9], 3],
])('the median of %j is %d', (numbers, middle) => {
  expect(median(numbers)).toBe(middle);
});

test('the summary says how many were killed, and how fast', () => {
  expect(summary([killed('a', 1), killed('b', 3), killed('c', 8)])).toBe(
    '3 mutants, all killed; median time to kill 3.0 s, longest 8.0 s.',
  );
  expect(summary([killed('a', 1), judged('b', { outcome: 'alive', seconds: 90 })])).toBe(
    '2 mutants, 1 killed; median time to kill 1.0 s, longest 1.0 s.',
  );
});

test('what became of each is said in a few words', () => {
  expect(endOf(killed('a', 1).verdict)).toBe('test/a.test.ts: it holds');
  expect(endOf({ outcome: 'alive', seconds: 1 })).toBe('nothing');
  expect(endOf({ outcome: 'stale', reason: 'its text is gone' })).toBe('its text is gone');
});

test('the page has a row for each mutant, under its area, and no cell breaks the table', () => {
  const page = pageOf([killed('a', 1), killed('b', 2, 'Space'), killed('c', 3)]);
  const row = (id: string, seconds: string): string =>
    `| \`${id}\` | \`shared/a.ts\` | a \\| b | test/a.test.ts: it holds | ${seconds} |`;
  expect(page.split('\n').filter((line) => /^(##|\| `)/.test(line))).toEqual([
    '## Time',
    row('a', '1.0'),
    row('c', '3.0'),
    '## Space',
    row('b', '2.0'),
  ]);
  expect(page).toContain('3 mutants, all killed');
});

test('what the simulator made of a mutant stands beside what killed it', () => {
  const found = { found: true, seed: 17, schedules: 17, seconds: 0.25, invariant: 'nobody is late' } as const;
  const some = [
    { ...killed('a', 1), simulated: found },
    { ...killed('b', 1), simulated: { found: false, schedules: 900, seconds: 30 } as const },
    killed('c', 1),
  ];
  const page = pageOf(some);
  expect(page).toContain('it holds; by the simulator: seed 17, 0.3 s, "nobody is late" | 1.0 |');
  expect(page).toContain('it holds; not by the simulator in 900 schedules | 1.0 |');
  expect(summary(some)).toContain(
    'asked of 2 of them for half a minute each, finds 1, in a median of 0.3 s.',
  );
});
