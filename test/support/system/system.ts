import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../local/create-table.ts';
import { type Dynamo, localClientConfig, startDynamo } from '../../../local/dynamo-engine.ts';
import { type LocalNas, startNas } from '../../../local/nas/start-nas.ts';
import { type LocalNetBox, startNetBox } from '../../../local/netbox/start-netbox.ts';
import { netboxClient } from '../../../shared/adapters/netbox/client.ts';
import { radiusSessionControl } from '../../../shared/adapters/radius-session-control.ts';
import type { Deps, OutboundEvent, RevocationRef } from '../../../shared/usecases/ports.ts';
import { engineTable, storesOver, type TablePorts } from '../engine-table.ts';
import { streamReader } from './stream.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

/** The whole of Leasehold but its functions and queues: real engine, NetBox and NAS on loopback, a virtual clock. */
export type System = {
  deps: Deps;
  clock: VirtualClock;
  netbox: LocalNetBox;
  nas: LocalNas;
  /** What was published, in order. */
  published: OutboundEvent[];
  /** Executions of the revoke machine that the sweeper asked for and that have not run. */
  started: RevocationRef[];
  /** Counts, by `name/dimension values`. */
  counted: Map<string, number>;
  /** What came on the table's stream since the last call. */
  readStream: ReturnType<typeof streamReader>;
  /** What was read of the stream and not wholly processed: it comes again. */
  undelivered: Awaited<ReturnType<ReturnType<typeof streamReader>>>;
  document: DynamoDBDocumentClient;
  tableName: string;
  /** A pool in NetBox, granted to a tenant with the NAS. */
  grantPool(tenant: string, cidr: string, rule?: PoolRule): Promise<number>;
  close(): Promise<void>;
};

/** What a pool is granted with; a /56 without quarantine unless told. */
export type PoolRule = {
  length?: number;
  order?: number;
  quarantineSeconds?: number;
  stalePolicy?: 'report' | 'revoke';
  maxPrefixes?: number;
};

const TOKEN = 'nbt_test.secret';
const NAS_SECRET = 'testing123';

const newWriteId = (): string => randomBytes(16).toString('hex');

const engineStores = async (engine: Dynamo, clock: VirtualClock) => {
  const client = new DynamoDBClient(localClientConfig(engine.endpoint));
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const { streamArn, tableName } = await createTable(client, engineTable('leasehold-test'));
  const stores: TablePorts = storesOver({
    client: document,
    tableName,
    newId: newWriteId,
    sleep: async () => undefined,
    random: Math.random,
    clock: clock.now,
  });
  return { document, tableName, readStream: streamReader(engine.endpoint, streamArn as string), stores };
};

/** Exchanges in real milliseconds: patient with a NAS that answers on a busy machine, brief with one that will not. */
const sessionControl = (nas: LocalNas): Deps['sessions'] => {
  const control = radiusSessionControl({
    secrets: async () => NAS_SECRET,
    clock: Date.now,
    random: Math.random,
    schedule: { sendAtMs: [0, 10, 20], giveUpAtMs: 5_000 },
  });
  const patience = () => (nas.faults.silent || nas.faults.dropAnswers > 0 ? 40 : 5_000);
  return {
    send: (to, request, bounds) =>
      control.send(to, request, { ...bounds, deadline: Date.now() + patience() }),
  };
};

const netboxPort = (netbox: LocalNetBox, clock: VirtualClock): Deps['netbox'] =>
  netboxClient({
    url: netbox.url,
    token: async () => TOKEN,
    clock: clock.now,
    sleep: async () => undefined,
    random: () => 0,
    // Long enough for a crowd on a busy machine: what is to be lost is cut, not waited for.
    timeout: () => AbortSignal.timeout(5_000),
  });

const observers = () => {
  const counted = new Map<string, number>();
  const published: OutboundEvent[] = [];
  const started: RevocationRef[] = [];
  const ports: Pick<Deps, 'metrics' | 'publisher' | 'machine' | 'secrets' | 'log'> = {
    metrics: {
      count: (name, dimensions, value = 1) => {
        const key = [name, ...Object.values(dimensions)].join('/');
        counted.set(key, (counted.get(key) ?? 0) + value);
      },
    },
    publisher: {
      publish: async (events) => {
        published.push(...events);
        return [];
      },
    },
    machine: {
      start: async (ref) => {
        started.push(ref);
      },
    },
    secrets: { write: async () => undefined, remove: async () => undefined },
    log: () => undefined,
  };
  return { counted, published, started, ports };
};

/** Starts all of it. Each tenant that a pool is granted to has the NAS 127.0.0.1 too. */
export const startSystem = async (): Promise<System> => {
  const clock = virtualClock();
  const [engine, netbox, nas] = await Promise.all([
    startDynamo(),
    startNetBox({ token: TOKEN, clock: clock.now }),
    startNas({ secret: NAS_SECRET, requireMessageAuthenticator: true }),
  ]);
  const { document, tableName, readStream, stores } = await engineStores(engine, clock);
  const { ports, ...observed } = observers();
  const deps: Deps = {
    ...stores,
    ...ports,
    netbox: netboxPort(netbox, clock),
    sessions: sessionControl(nas),
    clock: clock.now,
    sleep: async (milliseconds) => clock.advance(milliseconds),
    newId: newWriteId,
    settings: { spaceId: 'main', nasSecretPrefix: 'leasehold/nas' },
  };
  const grantNas = (tenant: string) =>
    deps.inventory.putNas(tenant, {
      ip: nas.ip,
      port: nas.port,
      profile: 'rfc5176',
      secretName: 'nas',
      requireMessageAuthenticator: false,
      zeroVectorQuirk: false,
    });
  return {
    deps,
    clock,
    netbox,
    nas,
    ...observed,
    readStream,
    undelivered: [],
    document,
    tableName,
    async grantPool(tenant, cidr, rule = {}) {
      const { id } = netbox.addPool(cidr);
      const { length = 56, order = 0, quarantineSeconds = 0, stalePolicy = 'report', maxPrefixes } = rule;
      await deps.inventory.putPool(tenant, {
        netboxPoolId: id,
        cidr,
        space: 'main.global',
        length,
        order,
        quarantineSeconds,
        stalePolicy,
        ...(maxPrefixes === undefined ? {} : { maxPrefixes }),
      });
      await grantNas(tenant);
      return id;
    },
    async close() {
      document.destroy();
      await Promise.all([engine.close(), netbox.close(), nas.close()]);
    },
  };
};
