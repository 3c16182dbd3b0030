import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { beginAllocation, failAllocation, finishAllocation } from '../../shared/domain/allocation.ts';
import type { Change } from '../../shared/domain/change.ts';
import type { Held, Lease, LeaseIn, LeaseKey } from '../../shared/domain/lease.ts';
import type { State } from '../../shared/domain/lifecycle.ts';
import {
  beginRevoke,
  claimRun,
  finishRevoke,
  type RevocationRequest,
} from '../../shared/domain/revocation.ts';
import { changeService } from '../../shared/domain/service.ts';
import type { LeaseStore } from '../../shared/usecases/ports.ts';
import { HELD, NOON } from './leases.ts';

/** Who a stored lease is of, what it holds, and how its revocation is asked for. Times are epoch milliseconds. */
export type Life = {
  key: LeaseKey;
  held: Held;
  now: number;
  revocation: Omit<RevocationRequest, 'session'>;
  coa: boolean;
};

/** A subscriber and a space that no other test has, so that tests may share a table. */
export const newLife = (parts: Partial<Life> = {}): Life => ({
  key: { tenant: 'acme', subscriber: `line-${randomUUID()}` },
  held: { ...HELD, space: `space-${randomUUID()}.global` },
  now: NOON,
  revocation: { disconnect: false, release: true, quarantineSeconds: 0 },
  coa: false,
  ...parts,
});

/** The run that ends the revocation of a life. */
const RUN = 'run-1';

/** The reference of a run to the revocation that a lease is in. */
export const runOf = (lease: Lease, runId = RUN) => ({
  revocationId: (lease as LeaseIn<'revoking'>).revocation.id,
  runId,
});

type Move = (lease: Lease | undefined, life: Life) => Change;

const begin: Move = (lease, { key, held, now }) =>
  beginAllocation(lease, { key, length: 56, poolId: held.poolId }, now);

const finish: Move = (lease, { held, now }) =>
  finishAllocation(lease as LeaseIn<'pending'>, { held, claim: 'put' }, now);

const fail: Move = (lease, { now }) =>
  failAllocation(lease as LeaseIn<'pending'>, { code: 'pool-exhausted', detail: 'No /56 is free.' }, now);

const activate: Move = (lease, { coa, now }) =>
  changeService(
    lease as Lease,
    {
      action: 'activate',
      session: { username: 'alice', acctSessionId: '0001A2B3', nasIp: '192.0.2.1' },
      coa: coa ? { id: randomUUID(), nasIp: '192.0.2.1' } : undefined,
    },
    now,
  );

const suspend: Move = (lease, { now }) =>
  changeService(lease as Lease, { action: 'suspend', session: {} }, now);

const revoke: Move = (lease, { revocation, now }) =>
  beginRevoke(lease as Lease, { ...revocation, session: {} }, now);

const run: Move = (lease, { now }) => claimRun(lease as LeaseIn<'revoking'>, runOf(lease as Lease), now);

const end: Move = (lease, { now }) => finishRevoke(lease as LeaseIn<'revoking'>, runOf(lease as Lease), now);

const WAYS = {
  pending: [begin],
  allocated: [begin, finish],
  active: [begin, finish, activate],
  suspended: [begin, finish, activate, suspend],
  revoking: [begin, finish, activate, revoke],
  revoked: [begin, finish, activate, revoke, run, end],
  failed: [begin, fail],
} as const satisfies Record<State, readonly Move[]>;

/** The lease as it is stored. A test that expects one fails where there is none. */
export const stored = async <S extends State>(leases: LeaseStore, life: Life): Promise<LeaseIn<S>> => {
  const lease = await leases.read(life.key);
  if (lease === undefined) throw new Error('There is no lease.');
  return lease as LeaseIn<S>;
};

/** Brings a new lease to a state through the first door, by the domain's own transitions, and reads it. */
export const live = async <S extends State>(
  leases: LeaseStore,
  state: S,
  life: Life,
): Promise<LeaseIn<S>> => {
  let lease: Lease | undefined;
  for (const move of WAYS[state]) {
    const change = move(lease, life);
    if (!(await leases.apply(change)).applied) throw new Error(`The way to ${state} was refused.`);
    lease = change.next;
  }
  return stored<S>(leases, life);
};

/** A lease as the domain said that it would be stored: the writeId is the store's own. */
export const asForeseen = (lease: Lease): Lease => ({
  ...lease,
  writeId: expect.any(String) as unknown as string,
});
