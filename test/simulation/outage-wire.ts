import { netboxHttp } from '../../shared/adapters/netbox/http.ts';
import { unavailable } from '../../shared/adapters/netbox/read-body.ts';
import type { NetBoxRequest } from '../../shared/adapters/netbox/transport.ts';
import type { NetBox } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import type { Actor } from './actor.ts';
import type { World } from './world.ts';

/** How NetBox is reached: it answers, refuses every connection, or takes requests and never answers. */
export type Reach = 'open' | 'refusing' | 'hanging';

/** The wire to NetBox of one world: when requests reached it (epoch ms), and how it is reached at a time. */
export type Wire = { requests: number[]; reachAt: (time: number) => Reach };

type Http = ReturnType<typeof netboxHttp>;

/** An environment of a function, which serves one invocation at a time and remembers how NetBox was. */
type Instance = { actor: Actor; http: Http };

const REQUEST_MILLISECONDS = 30;

/** An actor that does nothing for so long. */
const rest = ({ scheduler }: World, actor: Actor, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      if (scheduler.resume(actor)) resolve();
    };
    scheduler.wait({ actor, meet: () => scheduler.at(scheduler.now() + milliseconds, end) });
  });

/** The fetch of an instance, and the timeouts that are given to it. */
const networkOf = (world: World, wire: Wire, instance: Pick<Instance, 'actor'>) => {
  const limits = new WeakMap<AbortSignal, number>();
  const timeout = (milliseconds: number): AbortSignal => {
    const { signal } = new AbortController();
    limits.set(signal, milliseconds);
    return signal;
  };
  const send = async (_: unknown, init?: RequestInit): Promise<Response> => {
    await rest(world, instance.actor, REQUEST_MILLISECONDS);
    const now = world.scheduler.now();
    wire.requests.push(now);
    const reach = wire.reachAt(now);
    if (reach === 'open') return new Response(null, { status: 204, headers: { 'API-Version': '4.7' } });
    if (reach === 'refusing') throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    await rest(world, instance.actor, limits.get(init?.signal as AbortSignal) as number);
    throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  };
  return { fetch: send as typeof fetch, timeout };
};

const newInstance = (world: World, wire: Wire, actor: Actor): Instance => {
  const owner = { actor };
  const http = netboxHttp({
    url: 'http://netbox.invalid/',
    token: async () => 'token',
    clock: world.scheduler.now,
    sleep: (milliseconds) => rest(world, owner.actor, milliseconds),
    random: () => world.chance.below(1_000) / 1_000,
    ...networkOf(world, wire, owner),
  });
  return Object.assign(owner, { http });
};

const METHODS = {
  findByClaim: 'GET',
  findByLease: 'GET',
  readPrefix: 'GET',
  listClaimed: 'GET',
  checkFields: 'GET',
  allocateNext: 'POST',
  allocateExact: 'POST',
  withdraw: 'PATCH',
  remove: 'DELETE',
} as const satisfies Partial<Record<keyof NetBox, NetBoxRequest['method']>>;

type Call = (...given: unknown[]) => Promise<unknown>;

/** A call of the port is one request on the wire, and has its effect where that is answered. */
const through =
  (http: Http, name: keyof typeof METHODS, call: Call): Call =>
  async (...given) => {
    const answer = await http(name)({ method: METHODS[name], path: `api/${name}/` });
    if (answer.kind === 'answered') return call(...given);
    if (METHODS[name] === 'GET') throw unavailable(answer.reason);
    return { outcome: 'unknown', reason: answer.reason };
  };

const portOf = (netbox: NetBox, http: Http): NetBox => {
  const names = Object.keys(METHODS) as (keyof typeof METHODS)[];
  const calls = names.map((name) => [name, through(http, name, netbox[name] as Call)]);
  return { ...netbox, ...Object.fromEntries(calls) } as NetBox;
};

/**
 * Puts the real retry layer to NetBox (shared/adapters/netbox/http.ts), with its budget and its breaker, between the use
 * cases and the model: one for each instance of a function, of which there are as many as were ever busy at once (in an
 * outage more than their function's concurrency allows, and each has yet to learn of it). What sleeps takes its time.
 */
export const overTheWire = (wire: Wire): ((deps: Deps, world: World, actor: Actor) => Deps) => {
  const instances = new Map<string, Instance[]>();
  const instanceFor = (world: World, actor: Actor): Instance => {
    const all = instances.get(actor.file) ?? [];
    instances.set(actor.file, all);
    const idle = all.find((each) => each.actor.ended);
    if (idle !== undefined) return Object.assign(idle, { actor });
    const instance = newInstance(world, wire, actor);
    all.push(instance);
    return instance;
  };
  return (deps, world, actor) => ({
    ...deps,
    netbox: portOf(deps.netbox, instanceFor(world, actor).http),
    sleep: (milliseconds) => rest(world, actor, milliseconds),
  });
};
