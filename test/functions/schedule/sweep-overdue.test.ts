import { expect, test } from '@jest/globals';
import { functionWorld, servedWorld } from '../../support/function-world.ts';
import { KEY, leaseIn, MINUTE, NOON } from '../../support/leases.ts';
import { leaseName } from '../../support/memory-rows.ts';

const countsOf = ({ recorded }: { recorded: { counts: { name: string; dimensions: object }[] } }) =>
  recorded.counts.filter(({ name }) => name === 'SweepDone').map(({ dimensions }) => dimensions);

test('every five minutes what is due is done: a revocation that nobody runs is started again', async () => {
  const world = functionWorld();
  world.table.rows.leases.set(leaseName(KEY), leaseIn('revoking'));
  world.clock.now = NOON + 3 * MINUTE;
  await world.invoke('schedule/sweep-overdue', { task: 'overdue' });
  expect(world.started).toEqual([{ tenantId: 'acme', subscriberId: 'line-1', revocationId: 5 }]);
  expect(world.recorded.lines.at(-1)?.facts).toMatchObject({ task: 'overdue', report: { seen: 1, done: 1 } });
  expect(countsOf(world)).toEqual([{ task: 'overdue' }]);
});

test('at night NetBox is compared with the table: what is nobody’s is deleted', async () => {
  const world = await servedWorld();
  const [pool] = await world.table.inventory.listPools('acme');
  world.table.rows.leases.set(leaseName(KEY), leaseIn('pending', { epoch: 9 }));
  const marker = { lease: 'acme/line-1', claim: 'acme/line-1/7' };
  await world.netbox.netbox.allocateNext(pool?.netboxPoolId ?? 0, 56, marker);
  expect(world.netbox.delegated()).toHaveLength(1);
  await world.invoke('schedule/sweep-overdue', { task: 'reconcile' });
  expect(world.netbox.delegated()).toEqual([]);
  expect(countsOf(world)).toEqual([{ task: 'reconcile' }]);
});

test('every five minutes NetBox is not listed', async () => {
  const world = await servedWorld();
  await world.invoke('schedule/sweep-overdue', { task: 'overdue' });
  expect(countsOf(world)).toEqual([{ task: 'overdue' }]);
});

test('every five minutes the gauges are reported', async () => {
  const world = await servedWorld();
  await world.invoke('schedule/sweep-overdue', { task: 'gauges' });
  expect(countsOf(world)).toEqual([{ task: 'gauges' }]);
  expect(world.recorded.counts).toContainEqual({
    name: 'LeaseState',
    dimensions: { tenant: 'acme', state: 'active' },
    value: 0,
  });
});

test('at night the counters of every tenant are compared with its leases', async () => {
  const world = await servedWorld();
  await world.invoke('schedule/sweep-overdue', { task: 'recount' });
  expect(countsOf(world)).toEqual([{ task: 'recount' }]);
  expect(world.recorded.counts).toContainEqual({
    name: 'StatsDrift',
    dimensions: { tenant: 'acme' },
    value: 0,
  });
});
