import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { administer } from '../support/netbox-peer.ts';
import { aws, netbox, resourcesOf } from './deployment.ts';
import { inState, makeTenant, type Tenant } from './tenant.ts';
import { until } from './until.ts';

type Schedule = { State: string; ScheduleExpression: string; Target: { Arn: string; Input: string } };

const TENANT = 'quarantine';

let tenant: Tenant;
let core: (logicalId: string) => string;
const folder = mkdtempSync(join(tmpdir(), 'leasehold-sweep-'));
beforeAll(async () => {
  core = resourcesOf('LeaseholdCore');
  tenant = await makeTenant(TENANT, 1);
});
afterAll(() => rmSync(folder, { recursive: true }));

const scheduleOf = (logicalId: string): Schedule =>
  aws('scheduler', 'get-schedule', '--name', core(logicalId)) as Schedule;

/** Does what the schedule does when its time has come: `done`, or the error that the function ended with. */
const fire = ({ Target: { Arn, Input } }: Schedule): string => {
  const [input, output] = [join(folder, 'input.json'), join(folder, 'output.json')];
  writeFileSync(input, Input);
  const words = ['--function-name', Arn, '--payload', `fileb://${input}`, output];
  const { FunctionError } = aws('lambda', 'invoke', ...words) as { FunctionError?: string };
  return FunctionError === undefined ? 'done' : readFileSync(output, 'utf8');
};

const quarantinedObjects = async (id: unknown): Promise<number> =>
  Number((await administer(netbox(), 'GET', { path: `ipam/prefixes/?id=${id}` })).count);

test('what a quarantine keeps is deleted by the target of the schedule, once it has ended', async () => {
  const allocated = await tenant.call('POST', 'subscribers/line-q/ipv6/allocate', {});
  const { netboxPrefixId } = allocated.body;
  await tenant.call('POST', 'subscribers/line-q/ipv6/revoke', {});
  await inState(tenant, 'line-q', 'revoked');
  expect(await quarantinedObjects(netboxPrefixId)).toBe(1);
  const schedule = scheduleOf('SweepOverdueSchedule');
  expect(schedule).toMatchObject({ State: 'ENABLED', ScheduleExpression: 'rate(5 minutes)' });
  await until('the object to be gone from NetBox', async () => {
    expect(fire(schedule)).toBe('done');
    return (await quarantinedObjects(netboxPrefixId)) === 0 ? true : undefined;
  });
});

test.each(['SweepReconcileSchedule', 'SweepRecountSchedule', 'SweepGaugesSchedule'])(
  'the target of %s does its work',
  (logicalId) => {
    expect(fire(scheduleOf(logicalId))).toBe('done');
  },
);
