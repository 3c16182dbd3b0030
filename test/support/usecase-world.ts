import type { Lease } from '../../shared/domain/lease.ts';
import type { Nas } from '../../shared/domain/nas.ts';
import type { Pool } from '../../shared/domain/pool.ts';
import type { NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import type { Deps, OutboundEvent, RevocationRef } from '../../shared/usecases/ports.ts';
import type { DynamicAuthorizationRequest, SessionAnswer } from '../../shared/usecases/session-control.ts';
import { inProcessNetBox } from './in-process-netbox.ts';
import { KEY, NOON } from './leases.ts';
import type { MemoryRows } from './memory-rows.ts';
import { leaseName } from './memory-rows.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';

/** What a use case counted, and what it said. */
export type Told = {
  counts: { name: string; dimensions: Readonly<Record<string, string>>; value: number }[];
  lines: { level: string; message: string; facts: Readonly<Record<string, unknown>> }[];
};

/** All that a use case may touch, in memory, and what it did there. */
export type UsecaseWorld = Told & {
  deps: Deps;
  rows: MemoryRows;
  faults: MemoryTable['faults'];
  /** Stands at noon until a test moves it. */
  clock: { now: number };
  /** The pool of the tenant `acme`, as granted. */
  pool: Pool;
  published: OutboundEvent[];
  started: RevocationRef[];
  /** What was sent to the NAS. Each request takes the next answer; without one the NAS never answers. */
  sent: { nas: Nas; request: DynamicAuthorizationRequest }[];
  answers: SessionAnswer[];
  /** Puts a lease into the table as it is, behind the back of every condition. */
  store: (lease: Lease) => void;
  lease: () => Promise<Lease | undefined>;
  /** Everything in NetBox that carries a claim. */
  objects: () => Promise<NetBoxPrefix[]>;
};

/** The access router of the tenant `acme`. */
export const NAS: Nas = {
  ip: '192.0.2.1',
  port: 3799,
  profile: 'rfc5176',
  secretName: 'leasehold/nas/acme/192.0.2.1',
  requireMessageAuthenticator: true,
  zeroVectorQuirk: false,
};

const observers = () => {
  const told: Told = { counts: [], lines: [] };
  const published: OutboundEvent[] = [];
  const started: RevocationRef[] = [];
  const sent: UsecaseWorld['sent'] = [];
  const answers: SessionAnswer[] = [];
  const ports = {
    metrics: {
      count: (name, dimensions, value = 1) => void told.counts.push({ name, dimensions, value }),
    },
    log: (level, message, facts) => void told.lines.push({ level, message, facts }),
    machine: { start: async (ref) => void started.push(ref) },
    publisher: {
      publish: async (events) => {
        published.push(...events);
        return [];
      },
    },
    sessions: {
      send: async (nas, request) => {
        sent.push({ nas, request });
        return answers.shift() ?? { result: 'unknown', reason: 'timeout' };
      },
    },
  } satisfies Partial<Deps>;
  return { ...told, published, started, sent, answers, ports };
};

const newIds = (): (() => string) => {
  let ids = 0;
  return () => {
    ids += 1;
    return `id-${ids}`;
  };
};

/** A world in which the tenant `acme` has one NAS and one pool of /56, with what a test names put over the pool. */
export const usecaseWorld = async (grant: Partial<Pool> = {}): Promise<UsecaseWorld> => {
  const clock = { now: NOON };
  const { rows, faults, ...stores } = memoryTable();
  const { netbox, addPool } = inProcessNetBox(() => clock.now);
  const { ports, ...observed } = observers();
  const cidr = grant.cidr ?? '2001:db8::/48';
  const pool: Pool = {
    netboxPoolId: addPool(cidr),
    cidr,
    space: 'main.global',
    length: 56,
    order: 0,
    quarantineSeconds: 0,
    stalePolicy: 'report',
    ...grant,
  };
  await stores.inventory.putPool(KEY.tenant, pool);
  await stores.inventory.putNas(KEY.tenant, NAS);
  const deps: Deps = {
    ...stores,
    ...ports,
    netbox,
    secrets: { write: async () => undefined, remove: async () => undefined },
    clock: () => clock.now,
    sleep: async (milliseconds) => {
      clock.now += milliseconds;
    },
    newId: newIds(),
    settings: { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' },
  };
  return {
    ...observed,
    deps,
    rows,
    faults,
    clock,
    pool,
    store: (lease) => void rows.leases.set(leaseName(lease), structuredClone(lease)),
    lease: () => deps.leases.read(KEY),
    objects: async () => (await netbox.listClaimed(0, 1_000)).prefixes,
  };
};

/** The names of what was counted, each with its dimensions. */
export const countedNames = ({ counts }: Pick<Told, 'counts'>): string[] =>
  counts.map(({ name, dimensions }) => [name, ...Object.values(dimensions)].join('/'));
