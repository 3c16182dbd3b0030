import { expect, test } from '@jest/globals';
import { apiWorld } from '../../support/api-world.ts';
import { committed, conformanceFaults } from '../../support/openapi-conformance.ts';

test('health answers without a token, and touches nothing', async () => {
  const world = apiWorld();
  const answer = await world.call('getHealth', { claims: 'none' });
  expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(conformanceFaults('getHealth', answer)).toEqual([]);
  expect(world.lines).toEqual([]);
});

test('the document that is served is the committed one', async () => {
  const answer = await apiWorld().call('getOpenapi', { claims: 'none' });
  expect(answer.body).toEqual(committed);
  expect(conformanceFaults('getOpenapi', answer)).toEqual([]);
});

test('what an open route does not define is 405', async () => {
  const answer = await apiWorld().call('getHealth', { claims: 'none', method: 'POST' });
  expect(answer).toMatchObject({ status: 405, body: { type: '/problems/method-not-allowed' } });
  expect(conformanceFaults('getHealth', answer)).toEqual([]);
});
