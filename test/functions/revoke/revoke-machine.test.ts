import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { RevokeCall } from '../../../shared/usecases/start-revocation.ts';
import { startRevocation } from '../../../shared/usecases/start-revocation.ts';
import { type FunctionWorld, occurredAt, servedWorld } from '../../support/function-world.ts';
import { KEY, MINUTE } from '../../support/leases.ts';
import { batchOf, provisioningBody } from '../../support/queue-messages.ts';

const text = readFileSync(new URL('../../../statemachines/revoke.asl.json', import.meta.url), 'utf8');
const machine = new StateMachine(
  JSON.parse(
    text.replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:eu-west-1:000000000000:function:$1'),
  ) as StateMachineDefinition,
);

const TASKS = {
  BeginRevoke: 'revoke/begin-revoke',
  DisconnectSession: 'revoke/disconnect-session',
  ReleasePrefix: 'revoke/release-prefix',
  FinishRevoke: 'revoke/finish-revoke',
  RecordFailure: 'revoke/record-failure',
};

/** Runs the machine on the deployed functions, with no pauses. */
const execute = (world: FunctionWorld, input: unknown, runId = 'arn:run-1'): Promise<unknown> =>
  machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        Object.entries(TASKS).map(([task, path]) => [
          task,
          (given: unknown) => world.invoke(path, given) as never,
        ]),
      ),
      waitTimeOverrides: { WaitForSlot: 0 },
      retryIntervalOverrides: Object.fromEntries(Object.keys(TASKS).map((task) => [task, 0])),
    },
    context: { Execution: { Id: runId, Name: runId } },
  }).result;

/** A subscriber in service at the NAS whose revocation was asked for, and the input of the machine. */
const revoking = async (call: Partial<RevokeCall> = {}) => {
  const world = await servedWorld();
  const events = [
    provisioningBody('SubscriberProvisioned', { occurredAt: occurredAt(1) }, { id: 'event-1' }),
    provisioningBody(
      'ServiceActivated',
      { occurredAt: occurredAt(2), username: 'alice', nasIp: '192.0.2.1' },
      { id: 'event-2' },
    ),
  ];
  await world.invoke('events/handle-provisioning', batchOf(...events));
  const { revocationId } = await startRevocation(
    { key: KEY, session: {}, sendDisconnect: true, releaseToNetbox: true, ...call },
    { ...world.table, clock: () => world.clock.now },
  );
  return { world, input: { tenantId: 'acme', subscriberId: 'line-1', revocationId } };
};

const leaseOf = (world: FunctionWorld) => world.table.leases.read(KEY);

test('a revocation ends the session, takes the prefix out of NetBox and ends the lease', async () => {
  const { world, input } = await revoking();
  world.answers.push({ result: 'ack' });
  await execute(world, input);
  expect(world.sent).toEqual([{ kind: 'disconnect', session: { username: 'alice' } }]);
  expect((await leaseOf(world))?.state).toBe('revoked');
  expect(world.netbox.delegated()).toEqual([]);
  expect(world.table.rows.tenures).toHaveLength(1);
});

test('a second execution of a revocation that has ended changes nothing', async () => {
  const { world, input } = await revoking({ sendDisconnect: false });
  await execute(world, input);
  const before = await leaseOf(world);
  await execute(world, input, 'arn:run-2');
  await expect(leaseOf(world)).resolves.toEqual(before);
});

test('a NAS that never answers leaves the prefix held, and the revocation for later', async () => {
  const { world, input } = await revoking();
  await execute(world, input);
  const lease = await leaseOf(world);
  expect(lease).toMatchObject({ state: 'revoking', revocation: { attempt: 1 } });
  expect(lease).not.toHaveProperty('revocation.run');
  expect(world.netbox.delegated()).toHaveLength(1);
});

test('a NAS that refuses for good fails the lease with its prefix held', async () => {
  const { world, input } = await revoking();
  world.answers.push({ result: 'nak', errorCause: 501 });
  await execute(world, input);
  expect(await leaseOf(world)).toMatchObject({ state: 'failed', failure: { code: 'disconnect-failed' } });
  expect(world.netbox.delegated()).toHaveLength(1);
});

test('a task that is never able to write is recorded as a failure that is tried again', async () => {
  const { world, input } = await revoking({ sendDisconnect: false });
  const away = {
    netbox: { ...world.netbox.netbox, readPrefix: () => Promise.reject(new Error('no route')) },
  };
  const broken = await servedWorld({ ...world.table, ...away });
  await execute(broken, input);
  expect(await leaseOf(world)).toMatchObject({
    state: 'revoking',
    revocation: { attempt: 1, reason: expect.stringContaining('A task of the revoke machine ended with') },
  });
});

test('a run that another has overtaken does nothing', async () => {
  const { world, input } = await revoking({ sendDisconnect: false });
  await world.invoke(TASKS.BeginRevoke, { ...input, runId: 'arn:other' });
  await execute(world, input);
  expect(await leaseOf(world)).toMatchObject({ state: 'revoking', revocation: { run: { id: 'arn:other' } } });
  world.clock.now += 7 * MINUTE;
  await execute(world, input);
  expect((await leaseOf(world))?.state).toBe('revoked');
});
