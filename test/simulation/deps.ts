import type { Change } from '../../shared/domain/change.ts';
import type { Deps, LeaseStore, OutboundEvent } from '../../shared/usecases/ports.ts';
import type { Actor } from './actor.ts';
import { askFor } from './calls.ts';
import { nasPorts } from './nas-ports.ts';
import { netboxPorts } from './netbox-ports.ts';
import { tablePorts } from './table-ports.ts';
import { note, type World } from './world.ts';

const PATIENCE = 3_000;
const NEVER: readonly number[] = [0];

/** The indexes from a point on: what a bus that stopped there asks for again. */
const from = (index: number, events: readonly unknown[]): number[] =>
  events.flatMap((_, i) => (i < index ? [] : [i]));

const publisher = (world: World, actor: Actor): Deps['publisher'] => ({
  publish: (events: readonly OutboundEvent[]) => {
    const take = (count: number): number[] => {
      for (const event of events.slice(0, count)) {
        world.published.push(event);
        world.route(event);
      }
      return from(count, events);
    };
    return askFor(world, actor, {
      name: 'publisher.publish',
      kind: 'publish',
      effect: () => take(events.length),
      again: () => take(events.length),
      silence: () => from(0, events),
      // It takes some and stops.
      refuse: () => take(world.chance.below(events.length)),
      patience: PATIENCE,
      lateness: NEVER,
    });
  },
});

const machine = (world: World, actor: Actor): Deps['machine'] => ({
  start: (ref) =>
    askFor(world, actor, {
      name: 'machine.start',
      kind: 'start',
      effect: () => world.startMachine(ref),
      again: () => world.startMachine(ref),
      silence: () => {
        throw new Error('Step Functions cannot be reached.');
      },
      patience: PATIENCE,
      lateness: NEVER,
    }),
});

const tampered = (leases: LeaseStore, tamper: (change: Change) => Change): LeaseStore => ({
  ...leases,
  apply: (change) => leases.apply(tamper(change)),
});

const nothing = (): void => undefined;
const METRICS: Deps['metrics'] = { count: nothing };
const SECRETS: Deps['secrets'] = { write: async () => undefined, remove: async () => undefined };
const SETTINGS: Deps['settings'] = { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' };

/** All that a use case may touch, for one actor of a schedule. */
export const depsFor = (world: World, actor: Actor): Deps => {
  const { scheduler, plant } = world;
  if (world.trace !== undefined) note(world, actor.name, `starts (shared/usecases/${actor.file})`);
  const table = tablePorts(world, actor);
  const deps: Deps = {
    leases: plant.change === undefined ? table.leases : tampered(table.leases, plant.change),
    claims: table.claims,
    inventory: table.inventory,
    statistics: table.statistics,
    netbox: netboxPorts(world, actor),
    sessions: nasPorts(world, actor),
    machine: machine(world, actor),
    publisher: publisher(world, actor),
    secrets: SECRETS,
    metrics: METRICS,
    log: nothing,
    clock: scheduler.now,
    sleep: async () => undefined,
    newId: () => {
      world.ids += 1;
      return `id-${world.ids}`;
    },
    settings: SETTINGS,
  };
  return plant.deps === undefined ? deps : plant.deps(deps, world, actor);
};
