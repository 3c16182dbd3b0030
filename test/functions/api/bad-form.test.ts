import { expect, test } from '@jest/globals';
import { ROUTES } from '../../../shared/contract/routes.ts';
import {
  LIFECYCLE,
  populated,
  problem,
  refusedBy,
  SCOPED,
  VALID,
  WITH_BODY,
} from '../../support/refused-calls.ts';

test.each(WITH_BODY)('%s answers 413 to a body of 1 MB', async (route) => {
  const { world } = await populated();
  const body = { ...VALID[route], username: 'x'.repeat(1_000_000) };
  expect(await refusedBy(world, route, { body })).toMatchObject(problem(413, 'body-too-large'));
});

test.each(WITH_BODY)('%s answers 415 to a body that is not sent as JSON', async (route) => {
  const { world } = await populated();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await refusedBy(world, route, { body: VALID[route] ?? {}, headers });
  expect(answer).toMatchObject(problem(415, 'unsupported-media-type'));
});

test.each(WITH_BODY)('%s answers 400 to a body that is not JSON, or no object', async (route) => {
  const { world } = await populated();
  for (const body of ['{', '{"a"', 'undefined', "{'a':1}", '[]', '7', 'null', '"text"', ' ']) {
    expect(await refusedBy(world, route, { body })).toMatchObject(problem(400, 'malformed-request'));
  }
});

test.each(WITH_BODY)('%s answers 400 to an unknown field', async (route) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { body: { ...VALID[route], surprise: 1 } });
  expect(answer).toMatchObject(problem(400, 'malformed-request'));
  expect(answer.body).toMatchObject({ errors: [{ pointer: '/surprise' }] });
});

test.each([
  ['allocatePrefix', '{"netboxPoolId":3,"netboxPoolId":3}'],
  ['activatePrefix', '{"username":"a","username":"b"}'],
  ['suspendPrefix', '{"sendCoa":false,"sendCoa":false}'],
  ['resumePrefix', '{"sendCoa":false,"sendCo\\u0061":true}'],
  ['revokePrefix', '{"releaseToNetbox":true,"releaseToNetbox":false}'],
  ['putProfile', '{"assignmentMode":"pd","assignmentMode":"none"}'],
  ['putPool', '{"prefixSize":56,"prefixSize":60}'],
  ['putNas', '{"secret":"a","secret":"b"}'],
] as const)('%s answers 400 to a member that is named twice', async (route, body) => {
  const { world } = await populated();
  expect(await refusedBy(world, route, { body })).toMatchObject(problem(400, 'malformed-request'));
});

test.each([
  ['allocatePrefix', { prefixSize: 47 }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: 65 }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: '56' }, '/prefixSize'],
  ['allocatePrefix', { prefixSize: null }, '/prefixSize'],
  ['allocatePrefix', { netboxPoolId: 0 }, '/netboxPoolId'],
  ['allocatePrefix', { netboxPoolId: 2 ** 53 }, '/netboxPoolId'],
  ['activatePrefix', { sendCoa: 'yes' }, '/sendCoa'],
  ['activatePrefix', { username: '' }, '/username'],
  ['activatePrefix', { acctSessionId: 'x'.repeat(254) }, '/acctSessionId'],
  ['suspendPrefix', { nasIp: 'bng-1' }, '/nasIp'],
  ['resumePrefix', { username: 7 }, '/username'],
  ['revokePrefix', { sendDisconnect: 1 }, '/sendDisconnect'],
  ['revokePrefix', { acctSessionId: 'a' }, '/acctSessionId'],
  ['putProfile', {}, '/assignmentMode'],
  ['putProfile', { assignmentMode: 'dhcp' }, '/assignmentMode'],
  ['putPool', {}, '/prefixSize'],
  ['putPool', { prefixSize: 47 }, '/prefixSize'],
  ['putPool', { prefixSize: 65 }, '/prefixSize'],
  ['putNas', {}, '/secret'],
  ['putNas', { secret: 's', port: 65_536 }, '/port'],
] as const)('%s answers 400 to %j and names the field', async (route, body, pointer) => {
  const { world } = await populated();
  const answer = await refusedBy(world, route, { body });
  expect(answer).toMatchObject(problem(400, 'malformed-request'));
  expect(answer.body).toMatchObject({ errors: [{ pointer }] });
});

test.each(SCOPED.filter((route) => ROUTES[route].path.includes('{')))(
  '%s answers 400 to a path that names nothing',
  async (route) => {
    const { world } = await populated();
    for (const id of ['', '..', 'a%2Fb', 'ä']) {
      const answer = await refusedBy(world, route, { id, body: VALID[route] ?? {} });
      expect(answer).toMatchObject(problem(400, 'malformed-request'));
    }
  },
);

test.each(LIFECYCLE)('%s answers 400 to an Idempotency-Key that is no printable text', async (route) => {
  const { world } = await populated();
  for (const key of ['', 'schlüssel', 'x'.repeat(256)]) {
    const answer = await refusedBy(world, route, { body: {}, headers: { 'idempotency-key': key } });
    expect(answer).toMatchObject(problem(400, 'malformed-request'));
  }
});
