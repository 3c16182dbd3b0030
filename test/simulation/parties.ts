import { heldBy, type Lease, type LeaseKey, type Session } from '../../shared/domain/lease.ts';
import { openActions } from '../../shared/domain/lifecycle.ts';
import {
  intendedState,
  PROVISIONING_EVENTS,
  type ProvisioningEvent,
} from '../../shared/domain/provisioning.ts';
import type { ProvisioningMessage } from '../../shared/usecases/ports.ts';
import { leaseName } from '../support/memory-rows.ts';
import { NAS_IP, sessionOf } from './births.ts';
import { type Command, provision, send } from './clients.ts';
import { operate } from './operators.ts';
import { startReconciliation, startSweep } from './sweeps.ts';
import { note, type World } from './world.ts';

/** When somebody begins, and waits between two acts, in milliseconds. */
const OFFSETS = [0, 50, 1_000, 30_000, 60_000, 200_000];

const offset = ({ chance, theme }: World): number => OFFSETS[chance.weighted(theme.pauses)] as number;

const after = (world: World, delay: number, act: () => void): void =>
  world.scheduler.at(world.scheduler.now() + delay, act);

/** What a provider names of a session: all of it, or not the id, or not the name. */
const namedSession = (world: World, key: LeaseKey): Session => {
  const session = sessionOf(key, 1);
  switch (world.chance.weighted([4, 1, 1])) {
    case 0:
      return session;
    case 1:
      return { username: session.username, nasIp: NAS_IP };
    default:
      return { acctSessionId: session.acctSessionId, nasIp: NAS_IP };
  }
};

const ACTIONS = ['allocate', 'revoke', 'activate', 'suspend', 'resume'] as const;

type Action = (typeof ACTIONS)[number];

const leaseOf = ({ rows }: World, key: LeaseKey): Lease | undefined => rows.leases.get(leaseName(key));

const openTo = (lease: Lease | undefined): readonly string[] =>
  lease === undefined ? ['allocate'] : openActions(lease.state, heldBy(lease) !== undefined);

/** An index of the weights: mostly of one that makes sense, and sometimes of any. */
const mostly = (
  { chance }: World,
  weights: readonly number[],
  makesSense: (index: number) => boolean,
): number => {
  const sensible = weights.map((weight, index) => (makesSense(index) ? weight : 0));
  const isAnything = chance.odds(300) || sensible.every((weight) => weight === 0);
  return chance.weighted(isAnything ? weights : sensible);
};

/** A client mostly asks for what is open to it. */
const actionOf = (world: World, key: LeaseKey): Action => {
  const open = openTo(leaseOf(world, key));
  return ACTIONS[
    mostly(world, world.theme.commands, (index) => open.includes(ACTIONS[index] as Action))
  ] as Action;
};

const commandOf = (world: World, key: LeaseKey): Command => {
  const { chance } = world;
  const action = actionOf(world, key);
  switch (action) {
    case 'allocate':
      return { action };
    case 'revoke':
      return {
        action,
        session: chance.odds(150) ? { username: sessionOf(key, 1).username, nasIp: NAS_IP } : {},
        sendDisconnect: chance.odds(world.theme.asking),
        releaseToNetbox: !chance.odds(150),
      };
    case 'activate':
      return { action, session: namedSession(world, key), sendCoa: chance.odds(world.theme.asking) };
    default:
      return { action, session: {}, sendCoa: chance.odds(world.theme.asking) };
  }
};

/** A provider activates a subscriber whose session has come up. */
const comeUp = (world: World, key: LeaseKey): void => {
  const isUp = world.nas.sessions.some(
    (each) => each.tenant === key.tenant && each.subscriber === key.subscriber,
  );
  if (!isUp) world.nas.login({ ...key, ...sessionOf(key, 1), since: world.scheduler.now() });
};

/** A provider sends so many commands, one after the other is answered. */
export const command = (world: World, key: LeaseKey, left: number): void => {
  if (left === 0) return;
  const asked = commandOf(world, key);
  if (asked.action === 'activate') comeUp(world, key);
  world.ids += 1;
  const sending = { key, command: asked, idempotencyKey: `key-${world.ids}`, repeats: 0 };
  send(world, sending, () => after(world, offset(world), () => command(world, key, left - 1)));
};

/** What an event asks for, in the order of PROVISIONING_EVENTS. */
const ASKED: readonly Action[] = ['allocate', 'activate', 'suspend', 'resume', 'revoke'];

/** A provisioning system mostly asks for what is open, or is so already. */
const typeOf = (world: World, key: LeaseKey): ProvisioningEvent => {
  const lease = leaseOf(world, key);
  const open = openTo(lease);
  const isSo = (type: ProvisioningEvent): boolean =>
    lease !== undefined && intendedState(type).includes(lease.state);
  const types = PROVISIONING_EVENTS;
  const chosen = mostly(
    world,
    world.theme.events,
    (index) => open.includes(ASKED[index] as Action) || isSo(types[index] as ProvisioningEvent),
  );
  return types[chosen] as ProvisioningEvent;
};

const eventOf = (world: World, key: LeaseKey): ProvisioningMessage => {
  const type = typeOf(world, key);
  world.ids += 1;
  return {
    id: `event-${world.ids}`,
    type,
    tenantId: key.tenant,
    subscriberId: key.subscriber,
    // No two events of a schedule are of one moment: which of them is the newer would be nobody's to say.
    occurredAt: world.scheduler.now() + world.fed.length,
    session: type === 'ServiceActivated' ? sessionOf(key, 1) : {},
    sendCoa: world.chance.odds(200),
    sendDisconnect: world.chance.odds(300),
    releaseToNetbox: true,
  };
};

const feed = (world: World, key: LeaseKey, left: number): void => {
  if (left === 0) return;
  const event = eventOf(world, key);
  if (event.type === 'ServiceActivated') comeUp(world, key);
  world.fed.push(event);
  provision(world, event);
  after(world, 20 + offset(world), () => feed(world, key, left - 1));
};

type Party = { name: string; begin: (world: World, key: LeaseKey, acts: number) => void };

const nobody: Party = { name: 'nobody', begin: () => undefined };
const feeding: Party = { name: 'feed', begin: feed };

const PARTIES: readonly Party[] = [
  { name: 'client', begin: command },
  nobody,
  feeding,
  { name: 'sweeper', begin: (world) => startSweep(world) },
  { name: 'operator', begin: operate },
  { name: 'reconciliation', begin: startReconciliation },
];

/** Somebody who acts in a schedule: drawn, and started after a while. */
export const joinParty = (world: World, subscribers: readonly LeaseKey[]): void => {
  const { chance } = world;
  const party = PARTIES[chance.weighted(world.theme.parties)] as Party;
  const key = subscribers[chance.below(subscribers.length)] as LeaseKey;
  const acts = 1 + chance.weighted(world.theme.acts);
  if (party !== feeding) world.others.add(`${key.tenant}/${key.subscriber}`);
  after(world, offset(world), () => {
    if (world.trace !== undefined) note(world, party.name, `begins (${key.tenant}/${key.subscriber})`);
    party.begin(world, key, acts);
  });
};
