import { archivedBytes } from './meter.ts';
import type { Operation } from './operations.ts';
import type { Counts } from './prices.ts';
import type { World } from './world.ts';

const line = (subscriber: string, action: string): string => `subscribers/${subscriber}/ipv6/${action}`;

/** How an operation is set in motion; `share`: the transition whose share in gathered batches it has. */
export type Step = {
  operation: Operation;
  act: (world: World) => Promise<unknown>;
  share?: string;
  more?: Counts;
};

const provisioned = (subscriberId: string) => ({
  EventBusName: 'leasehold',
  Source: 'provisioning.demo',
  DetailType: 'SubscriberProvisioned',
  Detail: JSON.stringify({ tenantId: 'demo', subscriberId, occurredAt: new Date(Date.now()).toISOString() }),
});

/** Posts to a subscriber's lease. */
export const post =
  (subscriber: string, action: string, body: object = {}) =>
  ({ call }: World) =>
    call('POST', line(subscriber, action), body);

const dialled = (subscriber: string) => async (world: World) => {
  const session = { username: subscriber, acctSessionId: `session-${subscriber}` };
  world.runtime.nas.sessions.add(session);
  await post(subscriber, 'activate', { ...session, nasIp: world.runtime.nas.ip, sendCoa: true })(world);
};

/** Every operation that one subscriber and another go through, in an order that is legal. */
export const stepsOf = (one: string, other: string): readonly Step[] => [
  { operation: 'allocate', act: post(one, 'allocate'), share: 'allocate' },
  { operation: 'activate with CoA', act: dialled(one), share: 'activate' },
  { operation: 'status', act: ({ call }) => call('GET', line(one, 'status')) },
  { operation: 'suspend', act: post(one, 'suspend'), share: 'suspend' },
  { operation: 'resume', act: post(one, 'resume'), share: 'resume' },
  {
    operation: 'revoke with Disconnect',
    act: post(one, 'revoke', { sendDisconnect: true }),
    share: 'revoke',
  },
  {
    operation: 'provisioned by an event',
    act: async ({ runtime }) => runtime.bus.putEvents([provisioned(other)]),
    share: 'allocate',
    more: { events: 1, archivedGb: archivedBytes(provisioned(other)) / 1e9 },
  },
  { operation: 'activate', act: post(other, 'activate'), share: 'activate' },
  { operation: 'stats', act: ({ call }) => call('GET', 'ipv6/stats') },
  { operation: 'revoke', act: post(other, 'revoke'), share: 'revoke' },
];
