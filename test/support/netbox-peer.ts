import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { netboxClient } from '../../shared/adapters/netbox/client.ts';
import { type NetBoxOptions, netboxHttp } from '../../shared/adapters/netbox/http.ts';
import { setUpFields } from '../../shared/adapters/netbox/set-up-fields.ts';
import type { Marker, NetBox, NetBoxAllocation, NetBoxPrefix } from '../../shared/usecases/netbox.ts';

/** A NetBox that a contract runs against, real or local; every token of it must work. */
export type NetBoxPeer = { url: string; tokens: readonly [string, ...string[]]; close(): Promise<void> };

/** What a client of this peer is made of. */
const clientOptions = (peer: NetBoxPeer, token: string = peer.tokens[0]): NetBoxOptions => ({
  url: peer.url,
  token: async () => token,
  clock: Date.now,
  sleep,
  random: Math.random,
});

/** A client of this peer that knows nothing yet. */
export const clientOf = (peer: NetBoxPeer, token?: string): NetBox =>
  netboxClient(clientOptions(peer, token));

/** One request of an administrator; rejects unless the answer is 2xx. */
export const administer = async (
  peer: NetBoxPeer,
  method: string,
  request: { path: string; body?: unknown },
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${peer.url}/api/${request.path}`, {
    method,
    headers: {
      Authorization: `Token ${peer.tokens[0]}`,
      'Accept-Language': 'en',
      'Content-Type': 'application/json',
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${request.path} answered ${response.status}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
};

/** A /48 of RFC 4193 that no other test has, without its `::`; no group has a leading zero. */
export const randomNetwork = (): string => {
  const [a, b, c] = [randomInt(0xfd00, 0xfe00), randomInt(0x1000, 0x10000), randomInt(0x1000, 0x10000)];
  return [a, b, c].map((group) => group.toString(16)).join(':');
};

/** Makes a pool of this length in a network of its own. */
export const makePool = async (
  peer: NetBoxPeer,
  length: number,
  vrfId?: number,
): Promise<{ id: number; network: string }> => {
  const network = randomNetwork();
  const body = { prefix: `${network}::/${length}`, status: 'container', vrf: vrfId ?? null };
  const { id } = await administer(peer, 'POST', { path: 'ipam/prefixes/', body });
  return { id: Number(id), network };
};

/** A routing table of its own; its id. */
export const makeVrf = async (peer: NetBoxPeer): Promise<number> => {
  const body = { name: `table ${randomBytes(6).toString('hex')}` };
  return Number((await administer(peer, 'POST', { path: 'ipam/vrfs/', body })).id);
};

/** The marker of one epoch of a subscriber that no other test has. */
export const freshMarker = (): Marker => {
  const lease = `isp-a/${randomBytes(6).toString('hex')}`;
  return { lease, claim: `${lease}/1` };
};

/** The prefix of an allocation that must have come about. */
export const allocated = (allocation: NetBoxAllocation): NetBoxPrefix => {
  if (allocation.outcome !== 'allocated') throw new Error(`not allocated: ${JSON.stringify(allocation)}`);
  return allocation.prefix;
};

const fieldId = async (peer: NetBoxPeer, name: string): Promise<number> => {
  const { results } = await administer(peer, 'GET', { path: `extras/custom-fields/?name=${name}` });
  return (results as { id: number }[])[0]?.id as number;
};

/** Deletes a custom field, as a careless administrator would. */
export const deleteField = async (peer: NetBoxPeer, name: string): Promise<void> => {
  await administer(peer, 'DELETE', { path: `extras/custom-fields/${await fieldId(peer, name)}/` });
};

/** Edits a custom field. */
export const editField = async (peer: NetBoxPeer, name: string, body: unknown): Promise<void> => {
  await administer(peer, 'PATCH', { path: `extras/custom-fields/${await fieldId(peer, name)}/`, body });
};

/** What `npm run netbox:setup` does. */
export const setUp = (peer: NetBoxPeer) => setUpFields(netboxHttp(clientOptions(peer))('setUpFields'));
