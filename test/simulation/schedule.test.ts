import { expect, test } from '@jest/globals';
import { recording, replaying, seeded } from './chance.ts';
import { emptyCoverage } from './coverage.ts';
import { runSchedule } from './schedule.ts';
import { nothingFound, search } from './search.ts';

const traceOf = async (seed: number): Promise<string[]> =>
  (await runSchedule({ chance: seeded(seed), coverage: emptyCoverage(), traced: true })).trace;

/** A seed whose schedule has several actors and faults. */
const BUSY = 385;

test('a thousand schedules break no invariant', async () => {
  const found = await search(nothingFound(), { from: 1, stride: 1, count: 1_000 });
  expect(found).toMatchObject({ broken: undefined, schedules: 1_000 });
});

test('two runs of a seed are the same, line by line, and another seed is another schedule', async () => {
  const trace = await traceOf(BUSY);
  expect(trace.length).toBeGreaterThan(20);
  expect(await traceOf(BUSY)).toEqual(trace);
  expect(await traceOf(BUSY + 1)).not.toEqual(trace);
});

test('what was decided can be decided again', async () => {
  const { chance, decisions } = recording(seeded(BUSY));
  const first = await runSchedule({ chance, coverage: emptyCoverage(), traced: true });
  const again = await runSchedule({ chance: replaying(decisions), coverage: emptyCoverage(), traced: true });
  expect(again.trace).toEqual(first.trace);
});

test('traces name the use cases, their port calls, what chance did to them and what became of them', async () => {
  const traces = await Promise.all(Array.from({ length: 20 }, (_, seed) => traceOf(seed)));
  const text = traces.flat().join('\n');
  expect(text).toContain('starts (shared/usecases/disconnect-session.ts)');
  expect(text).toMatch(/leases[.]read {2}\[fail\]/);
  expect(text).toMatch(/leases[.]apply\(finishRevoke\) <- .*applied/);
});
