import { LeaseholdError } from '../domain/errors.ts';
import type { Lease, Profile } from '../domain/lease.ts';
import type { Pool } from '../domain/pool.ts';
import { containsPrefix, type Prefix, parsePrefix } from '../domain/prefix.ts';

const DEFAULT_LENGTH = 56;

/** Whether `pool` covers this canonical cidr and delegates its length. */
export const poolServes = (pool: Pool, cidr: string): boolean => {
  const prefix = parsePrefix(cidr) as Prefix;
  return prefix.length === pool.length && containsPrefix(parsePrefix(pool.cidr) as Prefix, prefix);
};

/**
 * The length that an allocation is for: what the call names, else the profile's, else 56. Throws
 * `wrong-assignment-mode` where the profile takes no delegated prefix, `length-not-served` where it has another length.
 */
export const plannedLength = (lease: Lease | undefined, prefixSize: number | undefined): number => {
  const profile: Profile = lease?.profile ?? { mode: 'pd' };
  if (profile.mode !== 'pd' && profile.mode !== 'dual_stack') {
    throw new LeaseholdError(
      'wrong-assignment-mode',
      `The profile's assignment mode is ${profile.mode}; a prefix is delegated only with pd or dual_stack.`,
      { lease },
    );
  }
  const decided =
    profile.preassigned === undefined ? profile.length : (parsePrefix(profile.preassigned) as Prefix).length;
  if (decided !== undefined && prefixSize !== undefined && decided !== prefixSize) {
    throw new LeaseholdError(
      'length-not-served',
      `The subscriber's profile is for a /${decided}, not for a /${prefixSize}. Leave prefixSize out, or change the profile.`,
      { lease },
    );
  }
  return decided ?? prefixSize ?? DEFAULT_LENGTH;
};

/** What an allocation may draw on, in the order in which it is tried. */
export type PoolRequest = { length: number; poolId?: number | undefined; preassigned?: string | undefined };

/**
 * The pools that an allocation may draw on. Throws `unknown-pool`, `length-not-served` or
 * `preassigned-prefix-unusable` where there is none: an allocation that cannot succeed is not begun.
 */
export const candidatePools = (pools: readonly Pool[], request: PoolRequest): Pool[] => {
  const { length, poolId, preassigned } = request;
  const named = pools.filter(({ netboxPoolId }) => poolId === undefined || netboxPoolId === poolId);
  if (poolId !== undefined && named.length === 0) {
    throw new LeaseholdError(
      'unknown-pool',
      `Pool ${poolId} is not one of yours. GET /network/ipv6/pools lists them.`,
    );
  }
  const serving = named.filter((pool) => pool.length === length);
  if (serving.length === 0) {
    throw new LeaseholdError(
      'length-not-served',
      poolId === undefined
        ? `None of your pools delegates a /${length}. GET /network/ipv6/pools lists what they do.`
        : `Pool ${poolId} delegates a /${named[0]?.length}, not a /${length}.`,
    );
  }
  if (preassigned === undefined) return serving;
  const covering = serving.filter((pool) => poolServes(pool, preassigned));
  if (covering.length > 0) return covering.slice(0, 1);
  throw new LeaseholdError(
    'preassigned-prefix-unusable',
    `The preassigned prefix ${preassigned} is in none of your pools of its length. Change the profile.`,
  );
};
