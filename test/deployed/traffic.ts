import type { LocalNas } from '../../local/nas/start-nas.ts';
import type { EventTap } from './event-tap.ts';
import { inState, type Tenant } from './tenant.ts';
import { until } from './until.ts';

/** Lines that come and go all the time. `atLeast` resolves once so many more have come and gone. */
export type Traffic = {
  atLeast: (more: number) => Promise<unknown>;
  /** Ends with the lines under way; what failed in all of them. */
  stop: () => Promise<string[]>;
};

/** Where lines come and go: their tenant, what the bus says of it, and the router of their sessions. */
export type Scene = { tenant: Tenant; tap: EventTap; nas: LocalNas };

const WORKERS = 3;

/** A whole life: allocated, in service with a CoA that was applied, revoked with a Disconnect that was confirmed. */
const live = async ({ tenant, tap, nas }: Scene, line: string): Promise<void> => {
  const ask = async (verb: string, body: object, wanted: number) => {
    const { status, body: answer } = await tenant.call('POST', `subscribers/${line}/ipv6/${verb}`, body);
    if (status === wanted) return answer;
    throw new Error(`${verb} was answered ${status}: ${JSON.stringify(answer)}`);
  };
  nas.sessions.add({ username: line, acctSessionId: line });
  await ask('allocate', {}, 201);
  const session = { username: line, acctSessionId: line, nasIp: nas.ip };
  await ask('activate', { ...session, sendCoa: true }, 200);
  const { status } = (await tap.seen('AuthorizationRecorded', line)).detail;
  if (status !== 'ack') throw new Error(`the CoA ended as ${status}`);
  await ask('revoke', { sendDisconnect: true }, 202);
  await inState(tenant, line, 'revoked');
  const { disconnectResult } = await ask('revoke', {}, 200);
  if (disconnectResult !== 'confirmed') throw new Error(`the Disconnect ended as ${disconnectResult}`);
};

/** Begins: three lines at a time, one after the other, each with a name that begins so. */
export const startTraffic = (scene: Scene, name: string): Traffic => {
  let begun = 0;
  let ended = 0;
  let isStopped = false;
  const failed: string[] = [];

  const work = async (): Promise<void> => {
    while (!isStopped) {
      begun += 1;
      const line = `${name}-${begun}`;
      await live(scene, line).catch((error: unknown) => failed.push(`${line}: ${error}`));
      ended += 1;
    }
  };

  const workers = Array.from({ length: WORKERS }, work);
  return {
    atLeast: (more) => {
      const enough = ended + more;
      return until(`${more} more lines to come and go`, async () => (ended >= enough ? true : undefined));
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(workers);
      return failed;
    },
  };
};
