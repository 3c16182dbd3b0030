import { dueAfter, type Fields, leaseAfter, type ProfileChange, unchanged } from './change.ts';
import { absent, all } from './condition.ts';
import { LeaseholdError } from './errors.ts';
import { heldBy, intentOf, type Lease, type LeaseKey, type Profile } from './lease.ts';
import { DEADLINES } from './lifecycle.ts';

const same = (a: Profile | undefined, b: Profile): boolean =>
  a?.mode === b.mode && a.length === b.length && a.preassigned === b.preassigned;

const assertFree = (lease: Lease, now: number): void => {
  if (heldBy(lease) !== undefined) {
    throw new LeaseholdError(
      'prefix-held',
      `Subscriber ${lease.subscriber} holds a prefix. Revoke it before the profile changes.`,
      { lease },
    );
  }
  const intent = intentOf(lease);
  if (intent !== undefined) {
    throw new LeaseholdError(
      'allocation-running',
      `An allocation for subscriber ${lease.subscriber} is under way.`,
      {
        lease,
        retryAfterSeconds: Math.max(1, Math.ceil((intent.begunAt + DEADLINES.pending - now) / 1000)),
      },
    );
  }
};

const newLease = (key: LeaseKey, profile: Profile, now: number): ProfileChange => {
  const set: Fields = { state: 'pending', epoch: now, createdAt: now, idem: {}, profile };
  const born = { ...key, version: now, authorizationRevision: 0, lastAction: 'saveProfile' };
  const next = leaseAfter(born, { set, remove: [] });
  return {
    key,
    when: absent('state'),
    version: { born: now },
    set,
    remove: [],
    dueAt: 'none',
    gone: false,
    next,
  };
};

const changed = (lease: Lease, fields: { set: Fields; remove: 'profile'[] }): ProfileChange => {
  const next = {
    ...leaseAfter(lease, fields),
    version: lease.version + 1,
    lastAction: 'saveProfile',
  } as Lease;
  const key = { tenant: lease.tenant, subscriber: lease.subscriber };
  return {
    key,
    when: all(unchanged(lease)),
    version: 'rises',
    ...fields,
    dueAt: dueAfter(next),
    gone: false,
    next,
  };
};

/**
 * Saves a subscriber's profile; undefined where it is saved already. Throws `prefix-held` where it would change under
 * a held prefix, `allocation-running` where it would change under an allocation.
 */
export const saveProfile = (
  lease: Lease | undefined,
  request: { key: LeaseKey; profile: Profile },
  now: number,
): ProfileChange | undefined => {
  if (lease === undefined) return newLease(request.key, request.profile, now);
  if (same(lease.profile, request.profile)) return undefined;
  assertFree(lease, now);
  return changed(lease, { set: { profile: request.profile }, remove: [] });
};

/** A lease on which nothing has ever happened but its profile: it goes when the profile goes. */
const isBlank = (lease: Lease): boolean =>
  lease.state === 'pending' &&
  lease.intent === undefined &&
  lease.orphans === undefined &&
  Object.keys(lease.idem).length === 0;

/** Deletes a profile, and the lease where the profile is all there is of it. */
export const removeProfile = (lease: Lease, now: number): ProfileChange => {
  assertFree(lease, now);
  const change = changed(lease, { set: {}, remove: ['profile'] });
  return isBlank(lease) ? { ...change, gone: true } : change;
};
