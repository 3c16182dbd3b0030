import type { Change } from '../../shared/domain/change.ts';
import type { LeaseKey } from '../../shared/domain/lease.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import type { Answer } from '../../shared/usecases/answer.ts';
import type { Deps, OutboundEvent, ProvisioningMessage, RevocationRef } from '../../shared/usecases/ports.ts';
import type { MemoryRows } from '../support/memory-rows.ts';
import type { Actor } from './actor.ts';
import type { Chance } from './chance.ts';
import type { Coverage } from './coverage.ts';
import type { Weather } from './fates.ts';
import type { NasModel } from './nas-model.ts';
import type { NetBoxModel } from './netbox-model.ts';
import type { Scheduler } from './scheduler.ts';
import type { Theme } from './themes.ts';

/** What must never be, and was. */
export type Violation = { invariant: string; detail: string };

/** A defect that a test plants: what stands between a use case and its ports, or a write that is tampered with. */
export type Plant = {
  change?: (change: Change) => Change;
  deps?: (deps: Deps, world: World, actor: Actor) => Deps;
};

/** A command that somebody was told is done. */
export type Acknowledged = {
  key: LeaseKey;
  action: string;
  idempotencyKey: string;
  answer: Answer;
};

/** What goes wrong in a schedule. Times are epoch milliseconds. */
export type Troubles = {
  /** How many of 1000 calls meet anything but `ok`. */
  perMille: number;
  weather: Weather;
  /** Nothing goes wrong any more: the schedule comes to rest. */
  calm: boolean;
  netboxDown: { from: number; until: number };
  nasDown: { from: number; until: number };
};

/** All of one schedule. */
export type World = {
  chance: Chance;
  scheduler: Scheduler;
  rows: MemoryRows;
  netbox: NetBoxModel;
  nas: NasModel;
  theme: Theme;
  pool: Pool;
  /** The prefixes of the pool. */
  children: readonly string[];
  /** Provisioning events that were sent, and the subscribers (tenant/subscriber) that anybody else acted on. */
  fed: ProvisioningMessage[];
  others: Set<string>;
  troubles: Troubles;
  plant: Plant;
  coverage: Coverage;
  /** Port calls so far. */
  steps: number;
  /** The write that is made now carries this id. */
  writeId: string;
  ids: number;
  published: OutboundEvent[];
  acknowledged: Acknowledged[];
  /** When the router had said that a session is gone, by lease and revocation. */
  gone: Map<string, { at: number; result: string }>;
  /** The place in the stream of the last CoA that reached a router, by lease. */
  coas: Map<string, number>;
  /** When each epoch began or was last carried on, by its claim mark. */
  begun: Map<string, number>;
  /** Objects that an effect made so late, or so doubled, that only the nightly reconciliation looks for them. */
  strays: Set<number>;
  /** Provisioning events that were given up. */
  deadLetters: number;
  violation: Violation | undefined;
  /** What happened, a line each; absent where nobody reads it. */
  trace: string[] | undefined;
  /** Starts an execution of the revoke machine. */
  startMachine: (ref: RevocationRef) => void;
  /** Takes an event of the bus to whoever is to have it. */
  route: (event: OutboundEvent) => void;
  /** Tells the consumers of the table's stream that there is something. */
  streamed: () => void;
};

/** When every schedule begins: 2026-03-01T12:00:00Z. */
export const START = Date.UTC(2026, 2, 1, 12);

/** Ends the schedule: the first violation is the one that counts. */
export const violate = (world: World, invariant: string, detail: string): void => {
  if (world.violation !== undefined) return;
  world.violation = { invariant, detail };
  world.trace?.push(`*** ${invariant}: ${detail}`);
  world.scheduler.stop();
};

/** The time since the beginning, as traces show it. */
const clockText = (world: World): string =>
  `+${((world.scheduler.now() - START) / 1000).toFixed(2)}s`.padStart(11);

/** Writes a line of the trace. */
export const note = (world: World, who: string, what: string): void => {
  world.trace?.push(`${clockText(world)}  ${who.padEnd(34)} ${what}`);
};
