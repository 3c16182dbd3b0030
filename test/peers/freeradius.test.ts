import { nasContract } from '../support/nas-contract.ts';
import { sessionControlContract } from '../support/session-control-contract.ts';
import { nasEntry, type SessionControlPeer } from '../support/session-control-peer.ts';

// The port of the peer that test/peers/freeradius/up started. It needs no login: to it, alice is always there once.
const port = Number((process.env.RADIUS_PEER ?? '127.0.0.1:3799').split(':').at(-1));

const freeradius = async (): Promise<SessionControlPeer> => ({
  plain: nasEntry('plain', { ip: '127.0.0.1', port }),
  strict: nasEntry('strict', { ip: '127.0.0.1', port }),
  strictClientAddress: '127.0.0.2',
  ipv6: nasEntry('plain', { ip: '::1', port }),
  secrets: { plain: 'testing123', strict: 'testing456' },
  schedule: { sendAtMs: [0, 300, 600, 2_000], giveUpAtMs: 10_000 },
  impatient: { sendAtMs: [0, 300], giveUpAtMs: 900 },
  login: () => undefined,
  close: async () => undefined,
});

sessionControlContract(freeradius);
nasContract(freeradius);
