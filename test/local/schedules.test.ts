import { expect, test } from '@jest/globals';
import { localSchedules, nextRun, type Schedule } from '../../local/schedules.ts';
import { steppedTimeline } from '../support/stepped-timeline.ts';

const at = (iso: string) => Date.parse(`${iso}Z`);
const THURSDAY = at('2026-01-01T00:00:30');

test.each([
  ['rate(1 minute)', '2026-01-01T00:01:30'],
  ['rate(5 minutes)', '2026-01-01T00:05:30'],
  ['rate(1 hour)', '2026-01-01T01:00:30'],
  ['rate(2 days)', '2026-01-03T00:00:30'],
  ['cron(0 2 * * ? *)', '2026-01-01T02:00:00'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:15:00'],
  ['cron(0 9 ? * MON-FRI *)', '2026-01-01T09:00:00'],
  ['cron(0 9 ? * SUN *)', '2026-01-04T09:00:00'],
  ['cron(0 9 L * ? *)', '2026-01-31T09:00:00'],
])('%s runs next at %s', (expression, expected) => {
  expect(nextRun(expression, THURSDAY)).toBe(at(expected));
});

test('a schedule of the past never runs, and nonsense is refused', () => {
  expect(nextRun('cron(0 2 * * ? 2020)', THURSDAY)).toBeUndefined();
  expect(() => nextRun('every day', THURSDAY)).toThrow('"every day" is neither rate(…) nor cron(…)');
  expect(() => nextRun('rate(5 fortnights)', THURSDAY)).toThrow('neither');
});

const running = (expression: string, run?: Schedule['run']) => {
  const timeline = steppedTimeline(THURSDAY);
  const runs: unknown[] = [];
  const failures: unknown[] = [];
  const schedule = {
    name: 'sweep',
    expression,
    payload: { task: 'overdue' },
    run: async (payload: unknown) => {
      runs.push([new Date(timeline.now()).toISOString(), payload]);
      return run?.(payload);
    },
  };
  const schedules = localSchedules([schedule], timeline, (error) => failures.push(error));
  return { timeline, schedules, runs, failures };
};

test('schedules run as time goes by, with the payload of their target, until they are stopped', async () => {
  const { timeline, schedules, runs } = running('rate(5 minutes)');
  await timeline.advance(10 * 60_000);
  schedules.stop();
  await timeline.advance(10 * 60_000);
  const payload = { task: 'overdue' };
  expect(runs).toEqual([
    ['2026-01-01T00:05:30.000Z', payload],
    ['2026-01-01T00:10:30.000Z', payload],
  ]);
});

test('a schedule of next month waits in pieces that a timer can bear', async () => {
  const { timeline, runs } = running('cron(0 0 1 * ? *)');
  await timeline.advance(40 * 86_400_000);
  expect(runs).toEqual([['2026-02-01T00:00:00.000Z', { task: 'overdue' }]]);
});

test('a schedule that never runs again waits for nothing', async () => {
  const { timeline, runs } = running('cron(0 2 * * ? 2020)');
  await timeline.advance(86_400_000);
  expect(runs).toEqual([]);
});

test('a run that fails is reported, and the next one comes all the same', async () => {
  const { timeline, schedules, runs, failures } = running('rate(1 minute)', () =>
    Promise.reject(new Error('no')),
  );
  await timeline.advance(2 * 60_000);
  await schedules.settled();
  expect([runs.length, failures.length]).toEqual([2, 2]);
});

test('a schedule can be fired by hand, with its own payload or another', async () => {
  const { schedules, runs } = running('rate(1 day)', async (payload) => ({ ran: payload }));
  expect(schedules.names()).toEqual(['sweep']);
  expect(await schedules.fire('sweep')).toEqual({ ran: { task: 'overdue' } });
  expect(await schedules.fire('sweep', { task: 'reconcile' })).toEqual({ ran: { task: 'reconcile' } });
  await expect(schedules.fire('none')).rejects.toThrow('There is no schedule none.');
  expect(runs).toHaveLength(2);
});
