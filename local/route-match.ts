/** A route of an HTTP API by its key: `METHOD /path/{name}/{rest+}`, `ANY /path`, or `$default`. */
export type Keyed = { routeKey: string };

/** A route that was found, and what its variables stand for. */
export type RouteMatch<R extends Keyed> = { route: R; pathParameters: Record<string, string> };

/**
 * Finds the route of a request as API Gateway HTTP APIs do: a whole path before a greedy one, plain segments before
 * variables, a method before ANY, and `$default` at last. `path` is decoded already.
 */
export const matchRoute = <R extends Keyed>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined => {
  const candidates = routes
    .map((route) => candidateOf(route, method, path))
    .filter((found) => found !== undefined);
  return candidates.sort((a, b) => (a.rank < b.rank ? -1 : 1))[0];
};

type Candidate<R extends Keyed> = RouteMatch<R> & { rank: string };

/** The rank has a digit for each segment from the left, and one for the method; the lower wins. */
const candidateOf = <R extends Keyed>(route: R, method: string, path: string): Candidate<R> | undefined => {
  if (route.routeKey === '$default') return { route, pathParameters: {}, rank: '3' };
  const [verb = '', template = ''] = route.routeKey.split(' ');
  if (verb !== 'ANY' && verb !== method) return undefined;
  const segments = template.split('/').map(segmentOf);
  const found = new RegExp(`^${segments.map(({ source }) => source).join('/')}$`, 's').exec(path);
  if (found === null) return undefined;
  const rank = segments.map((segment) => segment.rank).join('') + (verb === 'ANY' ? '1' : '0');
  return { route, pathParameters: { ...found.groups }, rank };
};

const segmentOf = (segment: string): { source: string; rank: string } => {
  const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(segment) ?? [];
  if (name === undefined) return { source: segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), rank: '0' };
  return greedy ? { source: `(?<${name}>.+)`, rank: '2' } : { source: `(?<${name}>[^/]+)`, rank: '1' };
};
