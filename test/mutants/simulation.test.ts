import { expect, test } from '@jest/globals';
import { MUTANTS } from './mutants.ts';
import { readSimulation, SIMULATED } from './simulation.ts';

const FOUND = `Time: 2 days of virtual time in 1.5 s, 115,200 to 1
1,234 schedules, 66,000 port calls, 823 schedules a second, 1 violations

somebody does something

Broken: a held prefix is in NetBox
        it is not
Seed 1234; the trace above needs 3 of its 90 decisions (40 runs to find out).
Replay it whole: npm run simulate -- --seed 1234
`;

test('a broken invariant is read with its seed, and the time until it was found', () => {
  expect(readSimulation(FOUND)).toEqual({
    found: true,
    seed: 1234,
    schedules: 1234,
    seconds: 1.5,
    invariant: 'a held prefix is in NetBox',
  });
});

test('a search that found nothing says how far it came', () => {
  const out = FOUND.replace('1 violations', '0 violations').split('\n\n')[0] as string;
  expect(readSimulation(out)).toEqual({ found: false, schedules: 1234, seconds: 1.5 });
});

test('a simulator that did not come to its end says nothing', () => {
  expect(readSimulation('')).toBeUndefined();
  expect(readSimulation(FOUND.split('Broken')[0] as string)).toBeUndefined();
});

test('the mutants that the simulator is asked of are there', () => {
  expect(SIMULATED.filter((id) => !MUTANTS.some((mutant) => mutant.id === id))).toEqual([]);
});
