import { LeaseholdError } from '../../shared/domain/errors.ts';
import type { NetBox, NetBoxAllocation, NetBoxChange, NetBoxPrefix } from '../../shared/usecases/netbox.ts';
import type { Actor } from './actor.ts';
import { type Ask, askFor } from './calls.ts';
import { watchMade, watchWithdrawn } from './watch.ts';
import type { World } from './world.ts';

/** A call to NetBox has a budget of 20 s. */
const PATIENCE = 20_000;
/** A request that a proxy or a full queue of NetBox holds on to lands up to 40 minutes later. */
const LATENESS = [1_000, 30_000, 5 * 60_000, 40 * 60_000];
const REASON = 'NetBox gave no answer';

const unavailable = (): never => {
  throw new LeaseholdError('netbox-unavailable', 'NetBox cannot be reached.', { retryAfterSeconds: 5 });
};

const forbidden = (): never => {
  throw new LeaseholdError('netbox-refused', 'NetBox refused the token.');
};

const unknown = (): { outcome: 'unknown'; reason: string } => ({ outcome: 'unknown', reason: REASON });
const refused = (): { outcome: 'refused'; reason: string } => ({
  outcome: 'refused',
  reason: 'NetBox said no',
});

const search = <T>(name: string, effect: () => T): Ask<T> => ({
  name,
  kind: 'search',
  effect,
  again: effect,
  silence: unavailable,
  refuse: forbidden,
  patience: PATIENCE,
  lateness: LATENESS,
});

const writing = { patience: PATIENCE, lateness: LATENESS, silence: unknown, refuse: refused };

const post = (
  name: string,
  effect: () => NetBoxAllocation,
  again: Ask<NetBoxAllocation>['again'],
): Ask<NetBoxAllocation> => ({ name, kind: 'post', effect, again, ...writing });

const change = (name: string, effect: () => NetBoxChange): Ask<NetBoxChange> => ({
  name,
  kind: 'change',
  effect,
  again: effect,
  ...writing,
});

/** The port to NetBox for one actor. */
export const netboxPorts = (world: World, actor: Actor): NetBox => {
  const { netbox } = world;
  const ask = <T>(asked: Ask<T>): Promise<T> => askFor(world, actor, asked);
  const made = (answer: NetBoxAllocation): NetBoxAllocation => {
    if (answer.outcome === 'allocated') watchMade(world, actor, answer.prefix);
    return answer;
  };
  const changing = (prefix: NetBoxPrefix, run: () => NetBoxChange) => (): NetBoxChange => {
    const before = netbox.objects.get(prefix.id);
    const done = run();
    if (done.outcome === 'done') watchWithdrawn(world, actor, before as NetBoxPrefix);
    return done;
  };
  return {
    findByClaim: (claim) => ask(search('netbox.findByClaim', () => netbox.findByClaim(claim))),
    findByLease: (lease) => ask(search('netbox.findByLease', () => netbox.findByLease(lease))),
    readPrefix: (id) => ask(search('netbox.readPrefix', () => netbox.readPrefix(id))),
    listClaimed: (afterId, limit) =>
      ask(search('netbox.listClaimed', () => netbox.listClaimed(afterId, limit))),
    checkFields: () => ask(search('netbox.checkFields', () => undefined)),
    allocateNext: (poolId, length, marker) => {
      const effect = () => made(netbox.allocateNext(poolId, length, marker));
      return ask(post('netbox.allocateNext', effect, effect));
    },
    allocateExact: ({ cidr }, marker) => {
      const again = (first: NetBoxAllocation): NetBoxAllocation => {
        if (first.outcome !== 'allocated') return made(netbox.allocateExact(cidr, marker));
        // Both rows are there, and which of them becomes somebody's is open.
        const twin = netbox.makeTwin(cidr, marker);
        for (const { id } of [first.prefix, twin]) world.strays.add(id);
        return made({ outcome: 'allocated', prefix: twin });
      };
      return ask(post('netbox.allocateExact', () => made(netbox.allocateExact(cidr, marker)), again));
    },
    withdraw: (prefix, to) =>
      ask(
        change(
          'netbox.withdraw',
          changing(prefix, () => netbox.withdraw(prefix, to)),
        ),
      ),
    remove: (prefix) =>
      ask(
        change(
          'netbox.remove',
          changing(prefix, () => netbox.remove(prefix)),
        ),
      ),
  };
};
