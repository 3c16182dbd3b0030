import type { ProfileChange } from '../domain/change.ts';
import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, LeaseKey, Profile } from '../domain/lease.ts';
import type { Pool } from '../domain/pool.ts';
import { assertMatches, type IfMatch } from '../domain/precondition.ts';
import { canonicalPrefix, parsePrefix } from '../domain/prefix.ts';
import { saveProfile } from '../domain/profile.ts';
import { changeProfile, type Decision } from './change-lease.ts';
import type { KnownProfile } from './get-profile.ts';
import { poolServes } from './plan-allocation.ts';
import type { Deps } from './ports.ts';

/** A call to save a subscriber's profile. */
export type PutProfileCall = { key: LeaseKey; profile: Profile; ifMatch?: IfMatch };

/** Why a preassigned prefix could never be delegated; undefined where it could, or where there is none. */
const unusable = ({ mode, length, preassigned }: Profile, pools: readonly Pool[]): string | undefined => {
  if (preassigned === undefined) return undefined;
  if (mode !== 'pd' && mode !== 'dual_stack') return `the assignment mode ${mode} takes no delegated prefix`;
  const canonical = canonicalPrefix(preassigned);
  if (canonical !== preassigned) return `its canonical text is ${canonical ?? 'none: it is no prefix'}`;
  const own = parsePrefix(preassigned)?.length;
  if (length !== undefined && length !== own) return `it is a /${own}, and prefixSize is ${length}`;
  if (pools.some((pool) => poolServes(pool, preassigned))) return undefined;
  return 'it is in none of your pools that delegate its length';
};

const assertUsable = (profile: Profile, pools: readonly Pool[], lease: Lease | undefined): void => {
  const reason = unusable(profile, pools);
  if (reason === undefined) return;
  throw new LeaseholdError(
    'preassigned-prefix-unusable',
    `The preassigned prefix ${profile.preassigned} cannot be used: ${reason}.`,
    { lease },
  );
};

type Saved = KnownProfile & { created: boolean };

const judge = (
  lease: Lease | undefined,
  request: PutProfileCall,
  known: { pools: readonly Pool[]; now: number },
): Decision<Saved, ProfileChange> => {
  assertMatches(lease, request.ifMatch);
  const { profile } = request;
  const change = saveProfile(lease, request, known.now);
  if (change === undefined) return { value: { profile, lease: lease as Lease, created: false } };
  assertUsable(profile, known.pools, lease);
  return { change, value: { profile, lease: change.next, created: lease?.profile === undefined } };
};

/**
 * Saves a subscriber's profile; an equal one is saved already. Throws `precondition-failed`, `prefix-held`,
 * `allocation-running`, `preassigned-prefix-unusable`, `contended`.
 */
export const putProfile = async (
  request: PutProfileCall,
  deps: Pick<Deps, 'leases' | 'inventory' | 'clock'>,
): Promise<Saved> => {
  const { preassigned } = request.profile;
  const pools = preassigned === undefined ? [] : await deps.inventory.listPools(request.key.tenant);
  return changeProfile(deps.leases, request.key, (lease) =>
    judge(lease, request, { pools, now: deps.clock() }),
  );
};
