import fc, { type Arbitrary } from 'fast-check';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import type { ApiCall } from './api-world.ts';
import { anyText, bodyOf, type Known } from './openapi-bodies.ts';

/** One request to a route. */
export type GeneratedRequest = { route: RouteName; call: ApiCall };

const idOf = (route: RouteName, known: Known): Arbitrary<string> => {
  const { path } = ROUTES[route];
  const ids = path.includes('{ip}')
    ? known.nas
    : path.includes('{netboxPoolId}')
      ? known.pools
      : known.subscribers;
  const strange = fc.oneof(
    anyText,
    fc.stringMatching(/^[A-Za-z0-9._:@-]{1,128}$/),
    fc.constantFrom('', '.', '..', '0', '-1', '%2e', '::', '1.2.3.4', '9007199254740992', '17', 'nobody'),
  );
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: strange });
};

const rarely = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const headers: Arbitrary<Record<string, string>> = fc
  .record({
    'idempotency-key': rarely(fc.oneof(fc.constantFrom('a', 'b', 'c'), anyText)),
    'if-match': rarely(fc.oneof(fc.constantFrom('*', '"1.0"', 'W/"1.0"'), fc.string())),
    prefer: rarely(fc.oneof(fc.constantFrom('wait=0', 'wait=3', 'wait=99', 'wait=x'), fc.string())),
    'x-correlation-id': rarely(fc.oneof(fc.uuid(), anyText)),
    'content-type': rarely(fc.oneof(fc.constantFrom('text/plain', 'application/x+json'), fc.string())),
  })
  .map((all) =>
    Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  );

const claims: Arbitrary<ApiCall['claims']> = fc.oneof(
  { weight: 24, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.constant('none' as const),
      fc.record({
        tenant_id: fc.oneof(fc.constantFrom('acme', 'other'), anyText),
        scope: fc.constantFrom('ipv6:read', 'ipv6:write', 'ipv6:read ipv6:write', 'platform:admin', ''),
      }),
    ),
  },
);

const requestTo = (route: RouteName, known: Known): Arbitrary<GeneratedRequest> =>
  fc
    .record({
      id: idOf(route, known),
      body: bodyOf(route, known),
      headers,
      claims,
      method: rarely(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD')),
      query: rarely(fc.record({ tenantId: fc.oneof(fc.constantFrom('acme', 'other'), fc.string()) })),
      isBase64Encoded: rarely(fc.boolean()),
    })
    .map((parts) => ({
      route,
      call: Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as ApiCall,
    }));

/** What changes a lease is asked for more often than what takes its ground away. */
const weightOf = (route: RouteName): number => (ROUTES[route].path.includes('/ipv6/') ? 4 : 1);

/** Requests to every route: as the document has them, nearly so, and nothing like it. */
export const generatedRequest = (known: Known): Arbitrary<GeneratedRequest> =>
  fc.oneof(
    ...(Object.keys(ROUTES) as RouteName[]).map((route) => ({
      weight: weightOf(route),
      arbitrary: requestTo(route, known),
    })),
  );
