import { withPeer } from './netbox-contract.ts';
import { makePool, type NetBoxPeer } from './netbox-peer.ts';

/** A request beside the client: JSON `body`, or `text` as it is. */
export type Sent = { body?: unknown; text?: string; headers?: Record<string, string> };
/** What came back, the body parsed where it is JSON. */
export type Got = { status: number; body: unknown; headers: Headers };

/** Sends one raw request with the peer's first token. */
export const send = async (
  peer: NetBoxPeer,
  [method, path]: [string, string],
  sent: Sent = {},
): Promise<Got> => {
  const body = sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const response = await fetch(`${peer.url}/api/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${peer.tokens[0]}`,
      'Accept-Language': 'en',
      'Content-Type': 'application/json',
      ...sent.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
};

/** A marker as the custom fields of a request. */
export const fieldsOf = ({ lease, claim }: { lease: string; claim: string }) => ({
  leasehold_lease: lease,
  leasehold_claim: claim,
});

/** Allocates a /56 beside the client. */
export const take = (peer: NetBoxPeer, path: string, custom_fields: object): Promise<Got> =>
  send(peer, ['POST', path], { body: { prefix_length: 56, custom_fields } });

/** A pool of its own; `path` is where it allocates. */
export type RawPool = { id: number; network: string; path: string };

/** Runs a test against a peer and a /48 pool of its own. */
export const inPool = (
  makePeer: () => Promise<NetBoxPeer>,
  body: (peer: NetBoxPeer, pool: RawPool) => Promise<void>,
) =>
  withPeer(makePeer, async (peer) => {
    const pool = await makePool(peer, 48);
    await body(peer, { ...pool, path: `ipam/prefixes/${pool.id}/available-prefixes/` });
  });
