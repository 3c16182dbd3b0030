import { netboxApiContract } from '../support/netbox-api-contract.ts';
import { netboxChangeContract } from '../support/netbox-change-contract.ts';
import { netboxContract } from '../support/netbox-contract.ts';
import { netboxListContract } from '../support/netbox-list-contract.ts';
import { type NetBoxPeer, setUp } from '../support/netbox-peer.ts';
import { netboxSetupContract } from '../support/netbox-setup-contract.ts';

const named = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm run test:peers".`);
  return value;
};

const realPeer = async (): Promise<NetBoxPeer> => {
  const peer: NetBoxPeer = {
    url: named('NETBOX_URL'),
    tokens: [named('NETBOX_TOKEN'), named('NETBOX_TOKEN_V1')],
    close: async () => undefined,
  };
  await setUp(peer);
  return peer;
};

netboxContract(realPeer);
netboxChangeContract(realPeer);
netboxSetupContract(realPeer);
netboxApiContract(realPeer);
netboxListContract(realPeer);
