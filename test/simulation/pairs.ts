import type { LeaseKey } from '../../shared/domain/lease.ts';
import { type Birth, sessionOf } from './births.ts';
import { type Command, send } from './clients.ts';
import { startReconciliation, startSweep } from './sweeps.ts';
import { note, type World } from './world.ts';

/** Two actors that meet, and the leases that they meet over. */
export type Pair = {
  name: string;
  births: readonly Birth[];
  quarantineSeconds: number;
  /** Starts both, at the same moment. */
  begin: (world: World, keys: readonly LeaseKey[]) => void;
};

const ALLOCATE: Command = { action: 'allocate' };

const activate = (key: LeaseKey): Command => ({
  action: 'activate',
  session: sessionOf(key, 1),
  sendCoa: true,
});

const SUSPEND: Command = { action: 'suspend', session: {}, sendCoa: true };
const RESUME: Command = { action: 'resume', session: {}, sendCoa: true };

const revoke = (sendDisconnect: boolean): Command => ({
  action: 'revoke',
  session: {},
  sendDisconnect,
  releaseToNetbox: true,
});

const order = (world: World, key: LeaseKey | undefined, command: Command): void => {
  world.ids += 1;
  const idempotencyKey = `key-${world.ids}`;
  send(world, { key: key as LeaseKey, command, idempotencyKey, repeats: 0 }, () => undefined);
};

const startRun = (world: World, key: LeaseKey | undefined): void => {
  const lease = world.rows.leases.get(`${key?.tenant}#${key?.subscriber}`);
  if (lease?.state !== 'revoking') return;
  const { tenant: tenantId, subscriber: subscriberId } = lease;
  note(world, 'machine', `a run for ${subscriberId}`);
  world.startMachine({ tenantId, subscriberId, revocationId: lease.revocation.id });
};

const pair = (
  name: string,
  over: { births: readonly Birth[]; quarantineSeconds?: number },
  begin: Pair['begin'],
): Pair => ({ name, quarantineSeconds: 0, ...over, begin });

/** The pairs that protocols are written for. */
export const PAIRS: readonly Pair[] = [
  pair('allocate/allocate of one subscriber', { births: ['none'] }, (world, [key]) => {
    order(world, key, ALLOCATE);
    order(world, key, ALLOCATE);
  }),
  pair('allocate/allocate of two subscribers', { births: ['none', 'none'] }, (world, [one, other]) => {
    order(world, one, ALLOCATE);
    order(world, other, ALLOCATE);
  }),
  pair('allocate/revoke of one subscriber', { births: ['none'] }, (world, [key]) => {
    order(world, key, ALLOCATE);
    order(world, key, revoke(false));
  }),
  pair('allocate/revocation of another', { births: ['none', 'revoking'] }, (world, [one, other]) => {
    order(world, one, ALLOCATE);
    startRun(world, other);
  }),
  pair('allocate/release that was half done', { births: ['none', 'released'] }, (world, [one, other]) => {
    order(world, one, ALLOCATE);
    startRun(world, other);
  }),
  pair(
    'allocate of a preassigned prefix/allocate',
    { births: ['profiled', 'none'] },
    (world, [one, other]) => {
      order(world, one, ALLOCATE);
      order(world, other, ALLOCATE);
    },
  ),
  pair('activate/sweep of a stale lease', { births: ['stale'] }, (world, [key]) => {
    order(world, key, activate(key as LeaseKey));
    startSweep(world);
  }),
  pair('allocate/sweep of an abandoned allocation', { births: ['abandoned'] }, (world, [key]) => {
    order(world, key, ALLOCATE);
    startSweep(world);
  }),
  pair('allocate/reconciliation', { births: ['none'] }, (world, [key]) => {
    order(world, key, ALLOCATE);
    startReconciliation(world);
  }),
  pair('revoke/revoke', { births: ['active'] }, (world, [key]) => {
    order(world, key, revoke(true));
    order(world, key, revoke(false));
  }),
  pair('run/second run', { births: ['revoking'], quarantineSeconds: 300 }, (world, [key]) => {
    startRun(world, key);
    startRun(world, key);
  }),
  pair('run/sweep', { births: ['revoking'] }, (world, [key]) => {
    startRun(world, key);
    startSweep(world);
  }),
  pair('CoA/CoA', { births: ['active'] }, (world, [key]) => {
    order(world, key, SUSPEND);
    order(world, key, RESUME);
  }),
  pair('CoA/revoke', { births: ['active'] }, (world, [key]) => {
    order(world, key, SUSPEND);
    order(world, key, revoke(true));
  }),
];
