import { all } from '../../shared/domain/condition.ts';
import { isWithdrawnMark } from '../../shared/domain/marker.ts';
import type { EventPublisher, OutboundEvent } from '../../shared/usecases/ports.ts';
import { netbox, type Planted } from './planted.ts';
import { HANDOVER, LIFE, SERVICE } from './themes.ts';
import type { Plant } from './world.ts';

const publishing = (publish: (to: EventPublisher) => EventPublisher['publish']): Plant => ({
  deps: (deps) => ({ ...deps, publisher: { publish: publish(deps.publisher) } }),
});

const old = (event: OutboundEvent): OutboundEvent =>
  event.detailType.startsWith('Prefix') ? { ...event, detail: { ...event.detail, version: 0 } } : event;

/** Events of one detail type go by another. */
const misnaming = (detailType: string, other: string): Plant =>
  publishing(
    (to) => (events) =>
      to.publish(
        events.map((event) => (event.detailType === detailType ? { ...event, detailType: other } : event)),
      ),
  );

/** Defects of what reaches others: NetBox, the bus, the ledger, another subscriber's router and rows. */
export const PLANTED_EFFECTS: readonly Planted[] = [
  {
    name: 'a quarantine ends and leaves its object in NetBox',
    breaks: /nothing of ours in NetBox is unheld/,
    theme: HANDOVER,
    plant: {
      deps: (deps) =>
        netbox(deps, {
          remove: async (prefix) =>
            isWithdrawnMark(prefix.claim, prefix.id) ? { outcome: 'done' } : deps.netbox.remove(prefix),
        }),
    },
  },
  {
    name: 'a revocation ends without its tenure',
    breaks: /a tenure is written once/,
    theme: LIFE,
    plant: {
      change: ({ tenure, ...change }) => change,
    },
  },
  {
    name: 'the events of a batch are published the last one first',
    breaks: /events are in order per lease/,
    theme: LIFE,
    plant: publishing((to) => async (events) => {
      const failed = await to.publish(events.toReversed());
      return failed.map((index) => events.length - 1 - index);
    }),
  },
  {
    name: 'an event names another version of its lease',
    breaks: /published events equal transitions/,
    theme: LIFE,
    plant: publishing((to) => (events) => to.publish(events.map(old))),
  },
  {
    name: 'the end of a revocation is told as its failure',
    breaks: /published events equal transitions/,
    theme: LIFE,
    plant: misnaming('PrefixRevoked', 'PrefixFailed'),
  },
  {
    name: 'how a CoA ended is told as what became of the lease',
    breaks: /published events equal transitions/,
    theme: SERVICE,
    plant: misnaming('AuthorizationRecorded', 'PrefixFailed'),
  },
  {
    name: 'nobody hears how a CoA ended',
    breaks: /published events equal transitions/,
    theme: SERVICE,
    plant: publishing((to) => async (events) => {
      const kept = events.filter(({ detailType }) => detailType !== 'AuthorizationRecorded');
      const failed = await to.publish(kept);
      return failed.map((index) => events.indexOf(kept[index] as OutboundEvent));
    }),
  },
  {
    name: 'a Disconnect names another subscriber’s session',
    breaks: /no cross-tenant effect/,
    theme: SERVICE,
    plant: {
      deps: (deps, world, actor) => ({
        ...deps,
        sessions: {
          send: (nas, request, control) => {
            const other = world.nas.sessions.find(({ subscriber }) => subscriber !== actor.scope?.subscriber);
            const session = request.kind === 'disconnect' && other !== undefined ? other : request.session;
            return deps.sessions.send(nas, { ...request, session }, control);
          },
        },
      }),
    },
  },
  {
    name: 'an allocation drops the quarantine of another subscriber',
    breaks: /no cross-tenant effect/,
    theme: HANDOVER,
    plant: {
      deps: (deps, world, actor) =>
        netbox(deps, {
          findByClaim: async (claim) => {
            for (const row of world.rows.claims.values()) {
              const isOthers = actor.scope !== undefined && row.subscriber !== actor.scope.subscriber;
              if (isOthers && row.state === 'quarantined')
                await deps.claims.change({ key: row, when: all(), to: undefined });
            }
            return deps.netbox.findByClaim(claim);
          },
        }),
    },
  },
];
