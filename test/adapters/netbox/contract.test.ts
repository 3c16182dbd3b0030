import { startNetBox } from '../../../local/netbox/start-netbox.ts';
import { netboxApiContract } from '../../support/netbox-api-contract.ts';
import { netboxChangeContract } from '../../support/netbox-change-contract.ts';
import { netboxContract } from '../../support/netbox-contract.ts';
import { netboxListContract } from '../../support/netbox-list-contract.ts';
import type { NetBoxPeer } from '../../support/netbox-peer.ts';
import { netboxSetupContract } from '../../support/netbox-setup-contract.ts';

const localPeer = async (): Promise<NetBoxPeer> => {
  const token = 'nbt_local.0123456789';
  const { url, close } = await startNetBox({ token });
  return { url, tokens: [token], close };
};

netboxContract(localPeer);
netboxChangeContract(localPeer);
netboxSetupContract(localPeer);
netboxApiContract(localPeer);
netboxListContract(localPeer);
