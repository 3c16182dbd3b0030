import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatPrefix, parsePrefix } from '../../shared/domain/prefix.ts';
import type { ApiAnswer, ApiRequest } from './answer.ts';
import { answerApi } from './api.ts';
import { type Faults, faultList, type MetFault } from './faults.ts';
import { readRequest, writeAnswer } from './http-message.ts';
import {
  type Inventory,
  insertPrefix,
  openInventory,
  type PrefixRow,
  type SavedInventory,
} from './inventory.ts';
import { insertVrf } from './vrf-routes.ts';

/** A prefix of the local NetBox, for a person or a test; custom fields that are null are left out. */
export type LocalPrefix = {
  id: number;
  cidr: string;
  vrfId?: number;
  status: string;
  customFields: Record<string, string>;
};

/** A NetBox on this machine, with the part of the API of 4.7.3 that Leasehold uses. */
export type LocalNetBox = {
  url: string;
  prefixes(): LocalPrefix[];
  /** Makes a pool (status `container`), in a VRF of this name where one is named. Throws where `cidr` is none. */
  addPool(cidr: string, options?: { vrf?: string }): { id: number; vrfId?: number };
  /** Sets up what goes wrong with the next requests. */
  fault: Faults['add'];
  /** While true every list answers with everything there is. */
  ignoreFilters(ignored: boolean): void;
  /** Breaks every connection and refuses new ones until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Everything in it, as JSON. */
  dump(): SavedInventory;
  close(): Promise<void>;
};

/**
 * `port` 0 or absent is a free one; `clock` gives epoch milliseconds; `saved` is what an earlier one dumped; `onWrite`
 * is called before every answer to what may have changed something.
 */
export type LocalNetBoxOptions = {
  token: string;
  port?: number;
  clock?: () => number;
  saved?: SavedInventory | undefined;
  onWrite?: (dump: SavedInventory) => void;
};

const describe = (row: PrefixRow): LocalPrefix => ({
  id: row.id,
  cidr: formatPrefix(row.prefix),
  ...(row.vrf === null ? {} : { vrfId: row.vrf }),
  status: row.status,
  customFields: Object.fromEntries(
    Object.entries(row.customFields).filter((entry): entry is [string, string] => entry[1] !== null),
  ),
});

const addPool = (inventory: Inventory, cidr: string, vrfName?: string) => {
  const prefix = parsePrefix(cidr);
  if (prefix === undefined) throw new Error(`A pool of the local NetBox is an IPv6 prefix, not ${cidr}`);
  const known = [...inventory.vrfs.values()].find(({ name }) => name === vrfName);
  const vrf = vrfName === undefined ? undefined : (known ?? insertVrf(inventory, vrfName));
  const row = insertPrefix(inventory, {
    prefix,
    vrf: vrf?.id ?? null,
    status: 'container',
    customFields: {},
  });
  return { id: row.id, ...(vrf === undefined ? {} : { vrfId: vrf.id }) };
};

const applyFault = async (
  response: ServerResponse,
  { fault, go, done }: MetFault,
  perform: () => Promise<ApiAnswer>,
): Promise<void> => {
  if (fault.answer === 'cut') response.destroy();
  if (typeof fault.answer === 'object') writeAnswer(response, fault.answer);
  if (fault.effect === 'released') await go;
  const own = fault.effect === 'none' ? undefined : await perform();
  done();
  if (fault.answer === 'own' && own !== undefined) writeAnswer(response, own);
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const stop = async (server: Server): Promise<void> => {
  const closed = server.listening ? once(server, 'close') : undefined;
  server.close();
  server.closeAllConnections();
  await closed;
};

/** Starts a NetBox on loopback, empty but for the two custom fields, or with what was saved. */
export const startNetBox = async (options: LocalNetBoxOptions): Promise<LocalNetBox> => {
  const inventory = openInventory(options.clock ?? Date.now, options.saved);
  const faults = faultList();
  let filtersIgnored = false;
  let port = options.port ?? 0;

  const perform = async (request: ApiRequest & { fault?: string }): Promise<ApiAnswer> => {
    if (request.fault !== undefined) return { status: 400, body: { detail: request.fault } };
    const query = filtersIgnored ? new URLSearchParams() : request.query;
    const answer = await answerApi(inventory, { ...request, query }, options.token);
    if (request.method !== 'GET') options.onWrite?.(inventory.dump());
    return answer;
  };

  const handle = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message, `http://127.0.0.1:${port}`);
    const met = faults.meet(request);
    if (met === undefined) writeAnswer(response, await perform(request));
    else await applyFault(response, met, () => perform(request));
  };

  const server = createServer((message, response) => {
    handle(message, response).catch((error: unknown) => {
      if (!response.headersSent) writeAnswer(response, { status: 500, body: { error: String(error) } });
    });
  });
  port = await listen(server, port);

  return {
    url: `http://127.0.0.1:${port}`,
    prefixes: () => [...inventory.prefixes.values()].map(describe),
    addPool: (cidr, { vrf } = {}) => addPool(inventory, cidr, vrf),
    fault: faults.add,
    ignoreFilters(ignored) {
      filtersIgnored = ignored;
    },
    down: () => stop(server),
    async up() {
      await listen(server, port);
    },
    dump: () => inventory.dump(),
    close: () => stop(server),
  };
};
