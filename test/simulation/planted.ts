import type { LeaseWrite } from '../../shared/domain/change.ts';
import { all, type Condition } from '../../shared/domain/condition.ts';
import type { NetBoxChange } from '../../shared/usecases/netbox.ts';
import type { Deps } from '../../shared/usecases/ports.ts';
import { DUEL, FEED, HANDOVER, LIFE, SERVICE, type Theme } from './themes.ts';
import type { Plant } from './world.ts';

/** A defect that somebody could make, and the invariant that it breaks. */
export type Planted = { name: string; breaks: RegExp; theme: Theme; plant: Plant };

const isAbout = (condition: Condition, path: string): boolean =>
  ('path' in condition && condition.path === path) ||
  ('of' in condition && condition.is === 'any' && condition.of.some((each) => isAbout(each, path)));

/** A condition that no longer asks about a path. */
const careless = (condition: Condition, path: string): Condition => {
  if (isAbout(condition, path)) return all();
  return condition.is === 'all' ? all(...condition.of.map((each) => careless(each, path))) : condition;
};

const unfenced = <W extends LeaseWrite>(write: W, ...paths: string[]): W => ({
  ...write,
  when: paths.reduce(careless, write.when),
});

const leases = (deps: Deps, changed: Partial<Deps['leases']>): Deps => ({
  ...deps,
  leases: { ...deps.leases, ...changed },
});

/** Ports of which NetBox does some things otherwise. */
export const netbox = (deps: Deps, changed: Partial<Deps['netbox']>): Deps => ({
  ...deps,
  netbox: { ...deps.netbox, ...changed },
});

const hopeful = (change: NetBoxChange): NetBoxChange =>
  change.outcome === 'unknown' ? { outcome: 'done' } : change;

/** Each of them a line that was once nearly written. */
export const PLANTED: readonly Planted[] = [
  {
    name: 'an allocation is written whatever the epoch has become',
    breaks: /held prefix is|no two live tenures|claim/,
    theme: DUEL,
    plant: { change: (change) => (change.move === 'allocate' ? unfenced(change, 'epoch') : change) },
  },
  {
    name: 'a prefix is released although the router gave no answer',
    breaks: /released only after the session is gone/,
    theme: SERVICE,
    plant: {
      deps: (deps) => ({
        ...deps,
        sessions: {
          send: async (...asked) => {
            const answer = await deps.sessions.send(...asked);
            return answer.result === 'unknown' ? { result: 'ack' } : answer;
          },
        },
      }),
    },
  },
  {
    name: 'a deletion whose answer was lost counts as done',
    breaks: /nothing of ours in NetBox is unheld/,
    theme: HANDOVER,
    plant: {
      deps: (deps) => netbox(deps, { remove: async (prefix) => hopeful(await deps.netbox.remove(prefix)) }),
    },
  },
  {
    name: 'events that the bus did not take count as taken',
    breaks: /published events equal transitions/,
    theme: LIFE,
    plant: {
      deps: (deps) => ({
        ...deps,
        publisher: {
          publish: async (events) => {
            await deps.publisher.publish(events);
            return [];
          },
        },
      }),
    },
  },
  {
    name: 'counters move without looking at their markers again',
    breaks: /statistics equal a recount/,
    theme: LIFE,
    plant: {
      deps: (deps) => ({
        ...deps,
        statistics: {
          ...deps.statistics,
          readMarkers: async (keys) =>
            (await deps.statistics.readMarkers(keys)).map((marker) => ({ ...marker, facets: [] })),
        },
      }),
    },
  },
  {
    name: 'a CoA is sent whoever has the slot',
    breaks: /CoA/,
    theme: SERVICE,
    plant: {
      deps: (deps) =>
        leases(deps, {
          recordAuthorization: (change) =>
            deps.leases.recordAuthorization(unfenced(change, 'slot', 'slot.until')),
        }),
    },
  },
  {
    name: 'an older event is applied after a newer one was noted',
    breaks: /the newest event decides/,
    theme: FEED,
    plant: {
      change: (change) => ('lastEventAt' in change.set ? unfenced(change, 'lastEventAt') : change),
    },
  },
  {
    name: 'nobody looks for what an abandoned epoch left in NetBox',
    breaks: /nothing of ours in NetBox is unheld/,
    theme: DUEL,
    plant: {
      change: (change) => {
        const { orphans: _, ...set } = change.set;
        return change.move === 'fail' || change.move === 'beginRevoke' ? { ...change, set } : change;
      },
    },
  },
  {
    name: 'a repeat of an idempotent call is not remembered',
    breaks: /a repeat gives the first answer/,
    theme: DUEL,
    plant: {
      change: (change) => {
        const kept = Object.entries(change.set).filter(([path]) => !path.startsWith('idem.'));
        return { ...change, set: Object.fromEntries(kept) as typeof change.set };
      },
    },
  },
];
