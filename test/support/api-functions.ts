import { AsyncLocalStorage } from 'node:async_hooks';
import { jest } from '@jest/globals';
import { ROUTES, type RouteName } from '../../shared/contract/routes.ts';
import type { ApiFunction } from '../../shared/http/api-handler.ts';
import type { ApiDeps } from '../../shared/http/observe.ts';
import type { Deps } from '../../shared/usecases/ports.ts';

/** What the functions behind the gateway are wired with. */
export type ApiWiring = Deps & ApiDeps;

const NAMES: readonly (keyof ApiWiring)[] = [
  'leases',
  'claims',
  'inventory',
  'statistics',
  'netbox',
  'sessions',
  'machine',
  'publisher',
  'secrets',
  'metrics',
  'log',
  'within',
  'flush',
  'clock',
  'sleep',
  'newId',
  'settings',
];

const current = new AsyncLocalStorage<ApiWiring>();

/** The functions are wired once, while they are loaded: each of their dependencies is that of the call under way. */
const ofTheCall = Object.defineProperties(
  {},
  Object.fromEntries(
    NAMES.map((name) => [name, { enumerable: true, get: () => current.getStore()?.[name] }]),
  ),
);

jest.unstable_mockModule('../../shared/wiring.ts', () => ({ wire: () => ofTheCall }));

const fileOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const load = async (name: string): Promise<[string, ApiFunction]> => {
  const { handler } = (await import(`../../functions/api/${fileOf(name)}.ts`)) as { handler: ApiFunction };
  return [name, handler];
};

const handlers = Object.fromEntries(await Promise.all(Object.keys(ROUTES).map(load))) as Record<
  RouteName,
  ApiFunction
>;

/** The deployed function of a route, run with these dependencies. */
export const apiFunction =
  (name: RouteName, deps: ApiWiring): ApiFunction =>
  (event, context) =>
    current.run(deps, () => handlers[name](event, context));
