import type { Claim } from '../../shared/domain/claim.ts';
import type { Held, Intent, Lease, LeaseIn, LeaseKey, Revocation } from '../../shared/domain/lease.ts';
import type { State } from '../../shared/domain/lifecycle.ts';
import { nextDue } from '../../shared/domain/next-due.ts';

/** Noon of a day in winter, in epoch milliseconds: the time at which a test's lease came to be what it is. */
export const NOON = Date.UTC(2026, 0, 15, 12);

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The subscriber that the tests speak of. */
export const KEY: LeaseKey = { tenant: 'acme', subscriber: 'line-1' };

/** The prefix that a lease of the tests holds. */
export const HELD: Held = {
  cidr: '2001:db8:0:100::/56',
  space: 'main.global',
  poolId: 7,
  netboxPrefixId: 42,
  since: NOON,
};

/** An allocation that was begun at noon with an idempotency key. */
export const INTENT: Intent = {
  key: 'key-1',
  bodyHash: 'body-1',
  begunAt: NOON,
  until: NOON + 45 * SECOND,
  tries: 0,
};

/** A revocation that was asked for at noon and that no run has claimed. */
export const REVOCATION: Revocation = {
  id: 5,
  disconnect: false,
  release: true,
  quarantineSeconds: 0,
  askedAt: NOON,
  attempt: 0,
  disconnects: 0,
};

/** The claim row of HELD. */
export const CLAIM: Claim = {
  ...KEY,
  space: HELD.space,
  cidr: HELD.cidr,
  epoch: 100,
  poolId: HELD.poolId,
  netboxPrefixId: HELD.netboxPrefixId,
  since: HELD.since,
  state: 'held',
  writeId: 'write-1',
};

const OF_STATE = {
  pending: { intent: INTENT },
  allocated: { held: HELD, allocatedAt: NOON },
  active: { held: HELD, allocatedAt: NOON, activatedAt: NOON },
  suspended: { held: HELD, allocatedAt: NOON, activatedAt: NOON, suspendedAt: NOON },
  revoking: { held: HELD, allocatedAt: NOON, revocation: REVOCATION },
  revoked: { revokedAt: NOON, revocation: REVOCATION },
  failed: { failure: { code: 'allocation-failed', detail: 'NetBox did not answer.', at: NOON } },
} as const satisfies Record<State, object>;

/** A lease with its deadline worked out. */
const withDue = <L extends Lease>(lease: L): L => {
  const { dueAt: _, ...rest } = lease;
  const dueAt = nextDue(lease);
  return (dueAt === undefined ? rest : { ...rest, dueAt }) as L;
};

/** A whole lease in a state, at version 5 and epoch 100, with what a test names put over it. */
export const leaseIn = <S extends State>(state: S, parts: Partial<LeaseIn<S>> = {}): LeaseIn<S> =>
  withDue({
    ...KEY,
    version: 5,
    epoch: 100,
    writeId: 'write-1',
    lastAction: 'activate',
    profile: { mode: 'pd' },
    length: 56,
    createdAt: NOON,
    authorizationRevision: 0,
    idem: {},
    ...OF_STATE[state],
    state,
    ...parts,
  } as unknown as LeaseIn<S>);

/** A lease without one of its optional attributes. */
export const without = <L extends Lease>(lease: L, name: keyof L): L => {
  const { [name]: _, ...rest } = lease;
  return withDue(rest as unknown as L);
};
