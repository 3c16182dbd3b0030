import { netboxClient } from '../../shared/adapters/netbox/client.ts';
import type { NetBoxOptions } from '../../shared/adapters/netbox/http.ts';
import type { NetBox } from '../../shared/usecases/netbox.ts';
import { instantTime } from './instant-time.ts';

const NOTHING = '{"count":0,"next":null,"previous":null,"results":[]}';

/** A client whose requests go nowhere; what it would have sent. */
export const recordedNetBox = (
  change: Partial<NetBoxOptions> = {},
): { netbox: NetBox; sent: { url: string; init: RequestInit }[] } => {
  const { clock, sleep } = instantTime();
  const sent: { url: string; init: RequestInit }[] = [];
  const netbox = netboxClient({
    url: 'https://netbox.example/',
    token: async () => 'nbt_key.secret',
    clock,
    sleep,
    random: () => 0,
    fetch: async (input, init) => {
      sent.push({ url: String(input), init: init ?? {} });
      return new Response(NOTHING, { headers: { 'API-Version': '4.7', 'Content-Type': 'application/json' } });
    },
    ...change,
  });
  return { netbox, sent };
};
