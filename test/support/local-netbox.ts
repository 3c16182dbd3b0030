import type { ApiAnswer } from '../../local/netbox/answer.ts';
import { type LocalNetBox, startNetBox } from '../../local/netbox/start-netbox.ts';
import { netboxClient } from '../../shared/adapters/netbox/client.ts';
import type { NetBoxOptions, NetBoxRequestReport } from '../../shared/adapters/netbox/http.ts';
import type { NetBox, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import { type InstantTime, instantTime } from './instant-time.ts';

/** A local NetBox with a pool, a client of it whose pauses take no time, and what the client reported. */
export type Bench = {
  local: LocalNetBox;
  netbox: NetBox;
  options: NetBoxOptions;
  time: InstantTime;
  reports: NetBoxRequestReport[];
  pool: number;
  network: string;
};

/** Runs a test on a bench of its own; `change` overrides what the client is made of. */
export const onBench =
  (body: (bench: Bench) => Promise<void>, change: Partial<NetBoxOptions> = {}) =>
  async (): Promise<void> => {
    const token = 'nbt_local.0123456789';
    const local = await startNetBox({ token });
    const time = instantTime();
    const reports: NetBoxRequestReport[] = [];
    const options: NetBoxOptions = {
      url: local.url,
      token: async () => token,
      clock: time.clock,
      sleep: time.sleep,
      random: () => 0.5,
      onRequest: (report) => reports.push(report),
      ...change,
    };
    const network = 'fd12:3456:789a';
    try {
      const pool = local.addPool(`${network}::/48`).id;
      await body({ local, netbox: netboxClient(options), options, time, reports, pool, network });
    } finally {
      await local.close();
    }
  };

/** Signals that a test ends by hand, in place of real time. */
export const heldTimeouts = (): { timeout: () => AbortSignal; expire: () => void } => {
  const controllers: AbortController[] = [];
  return {
    timeout: () => {
      const controller = new AbortController();
      controllers.push(controller);
      return controller.signal;
    },
    expire: () => {
      for (const controller of controllers) controller.abort(new DOMException('late', 'TimeoutError'));
    },
  };
};

/** A fault that answers so in the place of NetBox, and has no effect. */
export const answering = (
  status: number,
  change: Partial<ApiAnswer> = {},
): { effect: 'none'; answer: ApiAnswer } => ({ effect: 'none', answer: { status, ...change } });

/** A fault that answers JSON so, as NetBox would. */
export const saying = (status: number, body: unknown) =>
  answering(status, { body, headers: { 'API-Version': '4.7' } });

/** A fault that breaks the connection before anything happens. */
export const CUT = { effect: 'none', answer: 'cut' } as const;

/** Reads a prefix that must be there. */
export const readExisting = async (netbox: NetBox, id: number): Promise<NetBoxPrefix> => {
  const prefix = await netbox.readPrefix(id);
  if (prefix === undefined) throw new Error(`NetBox has no prefix ${id}`);
  return prefix;
};
