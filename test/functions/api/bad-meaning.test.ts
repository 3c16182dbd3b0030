import { expect, test } from '@jest/globals';
import { grantedWorld } from '../../support/api-world.ts';
import { populated, problem, refusedBy } from '../../support/refused-calls.ts';

test.each(['activatePrefix', 'revokePrefix', 'putProfile', 'deleteProfile'] as const)(
  '%s answers 412 to a tag of another version, a weak one and a malformed one',
  async (route) => {
    const { world } = await populated();
    for (const tag of ['"1.0"', 'W/"1.0"', 'x']) {
      const body = route === 'putProfile' ? { assignmentMode: 'none' } : {};
      const answer = await refusedBy(world, route, { body, headers: { 'if-match': tag } });
      expect(answer).toMatchObject(problem(412, 'precondition-failed'));
    }
  },
);

test('an allocation from an unknown pool, from a pool of another tenant, or of a length that no pool has: 422', async () => {
  const { world, pool, otherPool } = await populated();
  const refused = (body: object) => refusedBy(world, 'allocatePrefix', { id: 'new', body });
  expect(await refused({ netboxPoolId: 999 })).toMatchObject(problem(422, 'unknown-pool'));
  expect(await refused({ netboxPoolId: otherPool })).toMatchObject(problem(422, 'unknown-pool'));
  expect(await refused({ prefixSize: 60 })).toMatchObject(problem(422, 'length-not-served'));
  expect(await refused({ prefixSize: 60, netboxPoolId: pool })).toMatchObject(
    problem(422, 'length-not-served'),
  );
});

test('a NAS that is unknown, of another tenant, or nowhere named: 422', async () => {
  const { world } = await populated();
  await world.call('putNas', { id: '192.0.2.9', query: { tenantId: 'other' }, body: { secret: 's' } });
  for (const nasIp of ['192.0.2.8', '192.0.2.9', '2001:db8::1']) {
    const activate = await refusedBy(world, 'activatePrefix', { body: { nasIp } });
    expect(activate).toMatchObject(problem(422, 'unknown-nas'));
    const revoke = await refusedBy(world, 'revokePrefix', {
      body: { nasIp, username: 'a', sendDisconnect: true },
    });
    expect(revoke).toMatchObject(problem(422, 'unknown-nas'));
  }
  const nowhere = await refusedBy(world, 'activatePrefix', { body: { username: 'a', sendCoa: true } });
  expect(nowhere).toMatchObject(problem(422, 'unknown-nas'));
  const nobody = await refusedBy(world, 'activatePrefix', { body: { nasIp: '192.0.2.1', sendCoa: true } });
  expect(nobody).toMatchObject(problem(422, 'unknown-session'));
});

test('an action that the state does not open: 409 with the state and what is open', async () => {
  const { world } = await populated();
  for (const route of ['allocatePrefix', 'suspendPrefix', 'resumePrefix'] as const) {
    const answer = await refusedBy(world, route, { body: {} });
    expect(answer).toMatchObject(problem(409, 'illegal-transition'));
    expect(answer.body).toMatchObject({ state: 'allocated', actions: ['activate', 'revoke'] });
  }
});

test('a defect answers 500 without a word of it', async () => {
  const { world } = await grantedWorld();
  world.table.faults.failBefore(({ door }) => door === 'saveProfile');
  const answer = await world.call('putProfile', { body: { assignmentMode: 'pd' } });
  expect(answer).toMatchObject(problem(500, 'internal'));
  expect(answer.text).not.toContain('reached');
  expect(world.lines.at(-1)).toMatchObject({
    level: 'error',
    facts: { detail: 'The table cannot be reached.' },
  });
});
