import { randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { test } from '@jest/globals';
import type { RetransmitSchedule } from '../../shared/adapters/radius-session-control.ts';
import type { Nas, SessionKeys } from '../../shared/domain/nas.ts';
import type { ExchangeControl } from '../../shared/usecases/session-control.ts';

/** A NAS with the users of test/peers/freeradius/radiusd.conf, reachable in three ways. */
export type SessionControlPeer = {
  plain: Nas;
  /** Wants Message-Authenticator in requests, under another secret. */
  strict: Nas;
  /** The source address that `strict` knows its client by, where it tells them apart. */
  strictClientAddress?: string;
  /** The same as `plain` over IPv6. */
  ipv6: Nas;
  secrets: Record<string, string>;
  /** Long enough for the user `slow`. */
  schedule: RetransmitSchedule;
  /** For what is never answered. */
  impatient: RetransmitSchedule;
  /** Brings up a session of alice under this Acct-Session-Id. */
  login(acctSessionId: string): void;
  close(): Promise<void>;
};

/** Makes the peer of one test, which closes it. */
export type MakePeer = () => Promise<SessionControlPeer>;

/** A NAS entry by RFC 5176 on loopback; `name` is its secret's name. */
export const nasEntry = (name: string, address: { ip: string; port: number }): Nas => ({
  ip: address.ip,
  port: address.port,
  profile: 'rfc5176',
  secretName: name,
  requireMessageAuthenticator: false,
  zeroVectorQuirk: false,
});

/** An exchange that nobody replaces and that the schedule ends. */
export const unhurried: ExchangeControl = {
  deadline: Number.MAX_SAFE_INTEGER,
  stillWanted: async () => true,
};

/** A session of alice that is up at this peer. */
export const aliceOf = (peer: SessionControlPeer): Required<SessionKeys> => {
  const acctSessionId = randomUUID();
  peer.login(acctSessionId);
  return { username: 'alice', acctSessionId };
};

/** Whether this machine has ::1; containers often have none. */
export const hasIpv6Loopback = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));

/** Registers a test that has a peer of its own. */
export const testWith =
  (makePeer: MakePeer, register: (name: string, body: () => Promise<void>) => void = test) =>
  (name: string, body: (peer: SessionControlPeer) => Promise<void>): void =>
    register(name, async () => {
      const peer = await makePeer();
      try {
        await body(peer);
      } finally {
        await peer.close();
      }
    });
