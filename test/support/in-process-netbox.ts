import { answerApi } from '../../local/netbox/api.ts';
import { insertPrefix, openInventory } from '../../local/netbox/inventory.ts';
import { insertVrf } from '../../local/netbox/vrf-routes.ts';
import { netboxClient } from '../../shared/adapters/netbox/client.ts';
import { type Prefix, parsePrefix } from '../../shared/domain/prefix.ts';
import type { NetBox } from '../../shared/usecases/netbox.ts';

/** The port over the real client and the local NetBox, without a socket between them. */
export type InProcessNetBox = {
  netbox: NetBox;
  /** Makes a parent prefix and gives its id. */
  addPool: (cidr: string, vrf?: string) => number;
  /** The texts of all prefixes that are no pools. */
  delegated: () => string[];
};

const TOKEN = 'nbt_test.secret';

/** Starts empty, with both custom fields in place. `clock` gives epoch milliseconds. */
export const inProcessNetBox = (clock: () => number): InProcessNetBox => {
  const inventory = openInventory(clock);
  const send: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const answer = await answerApi(
      inventory,
      {
        method: init?.method ?? 'GET',
        path: url.pathname,
        origin: url.origin,
        query: url.searchParams,
        headers: Object.fromEntries(
          [...new Headers(init?.headers)].map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      },
      TOKEN,
    );
    const empty = answer.body === undefined;
    return new Response(empty ? null : JSON.stringify(answer.body), {
      status: answer.status,
      headers: { ...(empty ? {} : { 'Content-Type': 'application/json' }), ...answer.headers },
    });
  };
  return {
    netbox: netboxClient({
      url: 'http://netbox.test',
      token: async () => TOKEN,
      clock,
      sleep: async () => undefined,
      random: () => 0,
      timeout: () => new AbortController().signal,
      fetch: send,
    }),
    addPool: (cidr, vrf) =>
      insertPrefix(inventory, {
        prefix: parsePrefix(cidr) as Prefix,
        vrf: vrf === undefined ? null : insertVrf(inventory, vrf).id,
        status: 'container',
        customFields: {},
      }).id,
    delegated: () =>
      inventory
        .dump()
        .prefixes.filter(({ status }) => status !== 'container')
        .map(({ prefix }) => prefix),
  };
};
