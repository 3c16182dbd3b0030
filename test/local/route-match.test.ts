import { expect, test } from '@jest/globals';
import { matchRoute } from '../../local/route-match.ts';

const ROUTES = [
  '$default',
  'ANY /things/{id}',
  'GET /things/{id}',
  'GET /things/known',
  'GET /things/{id}/parts/{part}',
  'GET /files/{rest+}',
  'GET /files/{name}',
  'GET /a.b',
].map((routeKey) => ({ routeKey }));

test.each<[string, string, string, Record<string, string>]>([
  ['GET', '/things/known', 'GET /things/known', {}],
  ['GET', '/things/x', 'GET /things/{id}', { id: 'x' }],
  ['PUT', '/things/x', 'ANY /things/{id}', { id: 'x' }],
  ['GET', '/things/x:y@z.1/parts/2', 'GET /things/{id}/parts/{part}', { id: 'x:y@z.1', part: '2' }],
  ['GET', '/files/a', 'GET /files/{name}', { name: 'a' }],
  ['GET', '/files/a/b\nc', 'GET /files/{rest+}', { rest: 'a/b\nc' }],
  ['GET', '/things/', '$default', {}],
  ['GET', '/things/a/b', '$default', {}],
  ['GET', '/a.b', 'GET /a.b', {}],
  ['GET', '/axb', '$default', {}],
  ['POST', '/a.b', '$default', {}],
])('%s %s goes to %s', (...[method, path, routeKey, pathParameters]) => {
  for (const routes of [ROUTES, ROUTES.toReversed()]) {
    const match = matchRoute(routes, method, path);
    expect([match?.route.routeKey, match?.pathParameters]).toEqual([routeKey, pathParameters]);
  }
});

test('without a default there may be no route', () => {
  expect(matchRoute([{ routeKey: 'GET /a' }], 'GET', '/b')).toBeUndefined();
  expect(matchRoute([{ routeKey: 'GET /a' }], 'POST', '/a')).toBeUndefined();
});
