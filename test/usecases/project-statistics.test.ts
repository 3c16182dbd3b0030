import { describe, expect, test } from '@jest/globals';
import type { Lease } from '../../shared/domain/lease.ts';
import type { CountStep, LeaseRecord } from '../../shared/usecases/ports.ts';
import { projectStatistics } from '../../shared/usecases/project-statistics.ts';
import { recountStatistics } from '../../shared/usecases/recount-statistics.ts';
import { HELD, KEY, leaseIn } from '../support/leases.ts';
import { refusedCode } from '../support/refused-code.ts';
import { usecaseWorld } from '../support/usecase-world.ts';

const ALLOCATED = leaseIn('allocated', { version: 5 });
const ACTIVE = leaseIn('active', { version: 6 });

const record = (before: Lease | undefined, after: Lease | undefined): LeaseRecord => ({
  sequence: '1',
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

const of = (subscriber: string, lease: Lease = ACTIVE): Lease => ({ ...lease, subscriber });

const HOLDS = { profile: 1, withPrefix: 1, withNetboxId: 1, [`pool:${HELD.poolId}`]: 1 };
const NOTHING = { profile: 0, withPrefix: 0, withNetboxId: 0, [`pool:${HELD.poolId}`]: 0 };

const world = async () => {
  const { deps, rows, faults } = await usecaseWorld();
  const project = (...records: LeaseRecord[]) => projectStatistics(records, deps);
  return { deps, rows, faults, project, sums: () => deps.statistics.sums(KEY.tenant) };
};

describe('a batch of the stream', () => {
  test('counts each lease once, as its newest record has it', async () => {
    const { project, sums, rows } = await world();
    const [older, newer] = [record(undefined, ALLOCATED), record(ALLOCATED, ACTIVE)];
    const second = [record(undefined, of('line-2', ALLOCATED)), record(undefined, of('line-2'))];
    await project(newer, older, ...second);
    expect(await sums()).toMatchObject({ 'state:active': 2, profile: 2 });
    expect(await sums()).not.toHaveProperty('state:allocated');
    expect(rows.markers.size).toBe(2);
  });

  test('takes away what was counted, whatever the old image says', async () => {
    const { project, sums } = await world();
    await project(record(undefined, ALLOCATED));
    await project(record(leaseIn('suspended'), ACTIVE));
    expect(await sums()).toEqual({ ...HOLDS, 'state:allocated': 0, 'state:active': 1 });
  });

  test('that comes again, or comes late, counts nothing', async () => {
    const { project, sums } = await world();
    await project(record(ALLOCATED, ACTIVE));
    const before = await sums();
    await project(record(ALLOCATED, ACTIVE));
    await project(record(undefined, ALLOCATED));
    expect(await sums()).toEqual(before);
  });

  test('takes a lease that is gone away, and no late record brings it back', async () => {
    const { project, sums } = await world();
    await project(record(undefined, ACTIVE));
    await project(record(ACTIVE, undefined));
    expect(await sums()).toEqual({ ...NOTHING, 'state:active': 0 });
    await project(record(ALLOCATED, ACTIVE));
    expect(await sums()).toEqual({ ...NOTHING, 'state:active': 0 });
    await project(record(undefined, leaseIn('pending', { version: 900 })));
    expect(await sums()).toMatchObject({ 'state:pending': 1, profile: 1 });
  });

  test('counts for each tenant apart', async () => {
    const { deps, project, sums } = await world();
    await project(record(undefined, ACTIVE), record(undefined, { ...ACTIVE, tenant: 'other' }));
    expect(await sums()).toMatchObject({ 'state:active': 1 });
    expect(await deps.statistics.sums('other')).toMatchObject({ 'state:active': 1 });
  });

  test('without an image counts nothing', async () => {
    const { project, rows } = await world();
    await project(record(undefined, undefined));
    expect(rows.markers.size).toBe(0);
  });

  test('is counted in steps that a transaction can take', async () => {
    const { deps, sums } = await world();
    const steps: CountStep[] = [];
    const statistics = {
      ...deps.statistics,
      count: (step: CountStep) => {
        steps.push(step);
        return deps.statistics.count(step);
      },
    };
    const records = Array.from({ length: 200 }, (_, index) => record(undefined, of(`line-${index}`)));
    await projectStatistics(records, { statistics });
    expect(steps.map(({ markers }) => markers.length)).toEqual([90, 90, 20]);
    expect(await sums()).toMatchObject({ 'state:active': 200 });
  });
});

describe('a marker moves only from the version that was seen', () => {
  test('of two that count one lease at once, each counts what the other left', async () => {
    const { project, faults, sums } = await world();
    const paused = faults.pause(({ door }) => door === 'count');
    const slow = project(record(undefined, ALLOCATED));
    await paused.reached;
    await project(record(ALLOCATED, ACTIVE));
    paused.release();
    await slow;
    expect(await sums()).toEqual({ ...HOLDS, 'state:active': 1 });
  });

  test('the slower of two that know of different versions moves on from the faster’s', async () => {
    const { project, faults, sums } = await world();
    await project(record(undefined, leaseIn('pending', { version: 4 })));
    const paused = faults.pause(({ door }) => door === 'count');
    const slow = project(record(ALLOCATED, ACTIVE));
    await paused.reached;
    await project(record(undefined, ALLOCATED));
    paused.release();
    await slow;
    expect(await sums()).toEqual({ ...HOLDS, 'state:pending': 0, 'state:allocated': 0, 'state:active': 1 });
  });

  test('a step names what was seen of each marker, and nothing for a lease that was never counted', async () => {
    const { deps, project } = await world();
    await project(record(undefined, ALLOCATED));
    const steps: CountStep[] = [];
    const count = async (step: CountStep): Promise<boolean> => steps.push(step) > 0;
    const statistics = { ...deps.statistics, count };
    await projectStatistics([record(ALLOCATED, ACTIVE), record(undefined, of('line-2'))], { statistics });
    expect(steps[0]?.markers.map(({ seen, version }) => [seen, version])).toEqual([
      [5, 6],
      [0, 6],
    ]);
  });

  test('a step whose answer was lost is not counted again', async () => {
    const { project, faults, sums } = await world();
    faults.failAfter(({ door }) => door === 'count');
    await expect(project(record(undefined, ACTIVE))).rejects.toThrow('cannot be reached');
    await project(record(undefined, ACTIVE));
    expect(await sums()).toEqual({ ...HOLDS, 'state:active': 1 });
  });

  test('who never gets through leaves the batch to the stream', async () => {
    const { deps } = await world();
    let tries = 0;
    const count = async (): Promise<boolean> => {
      tries += 1;
      return false;
    };
    const counting = projectStatistics([record(undefined, ACTIVE)], {
      statistics: { ...deps.statistics, count },
    });
    expect(await refusedCode(counting)).toBe('contended');
    expect(tries).toBe(10);
  });
});

test('a recount says in what the counters differ from the leases', async () => {
  const { deps, rows, store } = await usecaseWorld();
  store(ACTIVE);
  rows.sums.set(KEY.tenant, { 'state:active': 2, 'state:failed': 0, profile: 1, withPrefix: 1 });
  expect(await recountStatistics(KEY.tenant, deps)).toEqual({
    kept: { 'state:active': 2, 'state:failed': 0, profile: 1, withPrefix: 1 },
    scanned: { ...HOLDS, 'state:active': 1 },
    drift: { 'state:active': 1, withNetboxId: -1, 'pool:7': -1 },
  });
});
