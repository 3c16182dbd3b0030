import type { Deps } from '../../../shared/usecases/ports.ts';

/** One call of a port, before it is made. `run` makes it. */
export type PortCall = { name: string; args: readonly unknown[]; run: () => Promise<unknown> };

/** Stands between a use case and its ports: makes the call, or does something else in its place. */
export type Interposer = (call: PortCall) => Promise<unknown>;

const PORTS = [
  'leases',
  'claims',
  'inventory',
  'statistics',
  'netbox',
  'sessions',
  'machine',
  'publisher',
] as const;

const wrapped = (port: string, object: object, interpose: Interposer): unknown =>
  Object.fromEntries(
    Object.entries(object).map(([method, member]) => [
      method,
      typeof member === 'function' && method !== 'scanLeases'
        ? (...args: unknown[]) =>
            interpose({ name: `${port}.${method}`, args, run: async () => member.apply(object, args) })
        : member,
    ]),
  );

/** The same dependencies with every call of every port passed through `interpose`. */
export const interposed = (deps: Deps, interpose: Interposer): Deps => ({
  ...deps,
  ...Object.fromEntries(PORTS.map((port) => [port, wrapped(port, deps[port], interpose)])),
});

/** Thrown by every port call of a process that was killed. */
class Killed extends Error {}

/** Calls that leave nothing behind, or that a marker makes whole by itself: to die at them is to die beside them. */
const UNEVENTFUL = /^(inventory|statistics)[.]/;

/** Where a process dies: at its n-th eventful port call (from 1), before or after the call's effect. */
export type Death = { at: number; when: 'before' | 'after' };

/**
 * A process that dies at one of its port calls: no call that it makes from then on has any effect. `died` tells
 * whether it came that far, and at which call.
 */
export const mortal = (deps: Deps, death: Death): { deps: Deps; died: () => string | undefined } => {
  let calls = 0;
  let died: string | undefined;
  const interpose: Interposer = async ({ name, run }) => {
    if (died !== undefined) throw new Killed(`dead since ${died}`);
    if (UNEVENTFUL.test(name)) return run();
    calls += 1;
    if (calls !== death.at) return run();
    died = `${name} (call ${calls}, ${death.when})`;
    if (death.when === 'after') await run();
    throw new Killed(died);
  };
  return { deps: interposed(deps, interpose), died: () => died };
};

/** Calls of these names pause before (or after) their effect until they are let go, once each. */
export const gate = (name: string, when: 'before' | 'after' = 'before') => {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  let used = false;
  const interpose: Interposer = async (call) => {
    if (used || call.name !== name) return call.run();
    used = true;
    const result = when === 'after' ? await call.run() : undefined;
    reached.resolve();
    await opened.promise;
    return when === 'after' ? result : call.run();
  };
  return { interpose, reached: reached.promise, open: () => opened.resolve() };
};
