import { AsyncLocalStorage } from 'node:async_hooks';
import { jest } from '@jest/globals';
import type { InvocationHandler } from '../../shared/adapters/lambda/invocation.ts';
import { type HandlerParts, lambdaHandlers } from '../../shared/adapters/lambda/lambda-handlers.ts';
import type { Deps, OutboundEvent, RevocationRef } from '../../shared/usecases/ports.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../shared/usecases/session-control.ts';
import { contextWith, type Recorded, recordedHandlers } from './handler-parts.ts';
import { inProcessNetBox } from './in-process-netbox.ts';
import { NOON } from './leases.ts';
import { memoryTable } from './memory-table.ts';

type Wiring = Deps & HandlerParts;

const NAMES = [
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
  'clock',
  'sleep',
  'newId',
  'settings',
  'within',
  'flush',
  'setAsideUnpublishable',
  'setAsideMalformed',
  'extendVisibility',
] as const satisfies readonly (keyof Wiring)[];

const current = new AsyncLocalStorage<Wiring>();

/** The functions are wired once, while they are loaded: each of their dependencies is that of the call under way. */
const ofTheCall = Object.defineProperties(
  {},
  Object.fromEntries(
    NAMES.map((name) => [name, { enumerable: true, get: () => current.getStore()?.[name] }]),
  ),
) as Wiring;

const wired = Object.defineProperties(lambdaHandlers(ofTheCall), Object.getOwnPropertyDescriptors(ofTheCall));

jest.unstable_mockModule('../../shared/wiring.ts', () => ({ wire: () => wired }));

/** The exported handler of a function that is not HTTP's, by its path under functions/, without the ending. */
const handlerOf = async (path: string): Promise<InvocationHandler<unknown, unknown>> =>
  (await import(`../../functions/${path}.ts`)).handler;

/** All that a function touches, in memory, and what it did there. */
export type FunctionWorld = {
  table: ReturnType<typeof memoryTable>;
  netbox: ReturnType<typeof inProcessNetBox>;
  recorded: Recorded;
  clock: { now: number };
  published: OutboundEvent[];
  started: RevocationRef[];
  /** What was sent to the NAS. Each request takes the next answer; without one the NAS never answers. */
  sent: DynamicAuthorizationRequest[];
  answers: SessionAnswer[];
  /** Invokes a function; it has 60 s. */
  invoke: (path: string, event: unknown) => Promise<unknown>;
};

const outside = () => {
  const published: OutboundEvent[] = [];
  const started: RevocationRef[] = [];
  const sent: DynamicAuthorizationRequest[] = [];
  const answers: SessionAnswer[] = [];
  let ids = 0;
  const ports = {
    sessions: {
      send: async (_: unknown, request: DynamicAuthorizationRequest) => {
        sent.push(request);
        return answers.shift() ?? ({ result: 'unknown', reason: 'timeout' } as const);
      },
    },
    machine: { start: async (ref: RevocationRef) => void started.push(ref) },
    publisher: {
      publish: async (events: readonly OutboundEvent[]) => {
        published.push(...events);
        return [];
      },
    },
    secrets: { write: async () => undefined, remove: async () => undefined },
    sleep: async () => undefined,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    settings: { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' },
  } satisfies Partial<Deps>;
  return { published, started, sent, answers, ports };
};

/** A world of its own, at noon, with what a test names put in place of its dependencies. */
export const functionWorld = (over: Partial<Wiring> = {}): FunctionWorld => {
  const { parts, recorded, clock } = recordedHandlers();
  const { rows, faults, ...stores } = memoryTable();
  const netbox = inProcessNetBox(() => clock.now);
  const { ports, ...observed } = outside();
  const deps: Wiring = { ...stores, netbox: netbox.netbox, ...ports, ...parts, ...over };
  return {
    table: { rows, faults, ...stores },
    netbox,
    recorded,
    clock,
    ...observed,
    invoke: async (path, event) => {
      const handler = await handlerOf(path);
      return current.run(deps, () => handler(event, contextWith(60_000)));
    },
  };
};

/** A world in which the tenant `acme` has a pool of /56 and the NAS 192.0.2.1. */
export const servedWorld = async (over: Partial<Wiring> = {}): Promise<FunctionWorld> => {
  const world = functionWorld(over);
  const netboxPoolId = world.netbox.addPool('2001:db8::/48');
  await world.table.inventory.putPool('acme', {
    netboxPoolId,
    cidr: '2001:db8::/48',
    space: 'main.global',
    length: 56,
    order: 0,
    quarantineSeconds: 0,
    stalePolicy: 'report',
  });
  await world.table.inventory.putNas('acme', {
    ip: '192.0.2.1',
    port: 3799,
    profile: 'rfc5176',
    secretName: 'leasehold/nas/acme/192.0.2.1',
    requireMessageAuthenticator: true,
    zeroVectorQuirk: false,
  });
  return world;
};

/** A moment after noon at which something occurred, as provisioning systems write it. */
export const occurredAt = (seconds: number): string => new Date(NOON + seconds * 1000).toISOString();
