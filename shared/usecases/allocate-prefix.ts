import {
  beginAllocation,
  failAllocation,
  finishAllocation,
  MAX_EPOCHS,
  renewEpoch,
} from '../domain/allocation.ts';
import { assertOpen } from '../domain/change.ts';
import { reservedBy } from '../domain/claim.ts';
import { LeaseholdError } from '../domain/errors.ts';
import { type RepeatableCall, replayOf } from '../domain/idempotency.ts';
import { heldBy, intentOf, type Lease, type LeaseKey } from '../domain/lease.ts';
import type { Pool } from '../domain/pool.ts';
import { assertMatches, type IfMatch } from '../domain/precondition.ts';
import { type Answer, answerOf, answerOfTry, replayed } from './answer.ts';
import { changeLease, type Decision } from './change-lease.ts';
import { assertNotLate } from './judge-event.ts';
import { type Allocating, type Obtained, obtainPrefix, type Source } from './obtain-prefix.ts';
import { candidatePools, plannedLength } from './plan-allocation.ts';
import { poolsWithRoom } from './pools-with-room.ts';
import type { Deps } from './ports.ts';
import { removeOrphan } from './remove-orphan.ts';

/** A call to allocate; `eventAt` (epoch ms) where a provisioning event asks. */
export type AllocateCall = {
  key: LeaseKey;
  prefixSize?: number;
  netboxPoolId?: number;
  call?: RepeatableCall;
  ifMatch?: IfMatch;
  eventAt?: number;
};

type Needs = Pick<
  Deps,
  'leases' | 'claims' | 'inventory' | 'statistics' | 'netbox' | 'clock' | 'settings' | 'log' | 'metrics'
>;

type Begun = { answer: Answer } | { lease: Allocating; source: Source };

/** Its beginning has raised the version that If-Match named, and judged it: a repeat could never match again. */
const isRepeat = (lease: Lease | undefined, { call }: AllocateCall): boolean =>
  call !== undefined && lease !== undefined && intentOf(lease)?.key === call.key;

const judge = (
  lease: Lease | undefined,
  request: AllocateCall,
  known: { pools: Pool[]; now: number },
): Decision<Begun> => {
  const kept = replayOf(lease, request.call, known.now);
  if (kept !== undefined) return { value: { answer: replayed(kept) } };
  if (!isRepeat(lease, request)) assertMatches(lease, request.ifMatch);
  assertNotLate(lease, request.eventAt);
  const { key, call, eventAt } = request;
  if (lease !== undefined) assertOpen(lease, 'beginAllocation');
  const length = plannedLength(lease, request.prefixSize);
  const poolId = request.netboxPoolId;
  const change = beginAllocation(
    lease,
    {
      key,
      length,
      ...(poolId === undefined ? {} : { poolId }),
      ...(call === undefined ? {} : { call }),
      ...(eventAt === undefined ? {} : { eventAt }),
    },
    known.now,
  );
  const next = change.next as Allocating;
  const preassigned = next.profile?.preassigned;
  const pools = candidatePools(known.pools, { length, poolId, preassigned });
  return { change, value: { lease: next, source: { pools, withRoom: pools, preassigned } } };
};

/** What the caller hears whose allocation was ended, or taken over, by somebody else. */
const overtaken = (lease: Lease | undefined, subscriber: string): LeaseholdError =>
  lease?.state === 'pending'
    ? new LeaseholdError('allocation-running', `Another allocation for subscriber ${subscriber} has begun.`, {
        lease,
        retryAfterSeconds: 1,
      })
    : new LeaseholdError(
        'illegal-transition',
        `The allocation for subscriber ${subscriber} was overtaken: the lease is ${lease?.state ?? 'gone'} now.`,
        { lease },
      );

const fail = async (
  lease: Allocating,
  failure: {
    code: 'pool-exhausted' | 'netbox-refused' | 'preassigned-prefix-unusable' | 'allocation-failed';
    detail: string;
  },
  deps: Needs,
): Promise<never> => {
  const change = failAllocation(lease, failure, deps.clock());
  const written = await deps.leases.apply(change);
  if (!written.applied) throw overtaken(written.current, lease.subscriber);
  throw new LeaseholdError(failure.code, failure.detail, { lease: change.next });
};

type Settled = { answer: Answer } | { lease: Allocating };

/** The prefix is claimed although NetBox offered it: a new epoch leaves its object where first-fit will pass it by. */
const afterTakenClaim = async (lease: Allocating, cidr: string, deps: Needs): Promise<Settled> => {
  const tries = lease.intent.tries + 1;
  deps.metrics.count('PrefixLeak', { kind: 'claim-taken' });
  deps.log(
    'warn',
    `NetBox offered ${cidr} to subscriber ${lease.subscriber}, but the table says that it is taken.`,
    {
      tenant: lease.tenant,
      subscriber: lease.subscriber,
      epoch: lease.epoch,
      tries,
    },
  );
  if (tries >= MAX_EPOCHS) {
    const detail = `NetBox offered ${tries} prefixes that are taken, the last of them ${cidr}. Compare NetBox with the table (RUNBOOK, PrefixLeak), then allocate again.`;
    return fail(lease, { code: 'allocation-failed', detail }, deps);
  }
  const change = renewEpoch(lease, tries, deps.clock());
  const written = await deps.leases.apply(change);
  if (!written.applied) throw overtaken(written.current, lease.subscriber);
  return { lease: change.next as Allocating };
};

const settle = async (
  lease: Allocating,
  got: {
    obtained: Extract<Obtained, { outcome: 'obtained' }>;
    source: Source;
    call: RepeatableCall | undefined;
  },
  deps: Needs,
): Promise<Settled> => {
  const { prefix, pool } = got.obtained;
  const now = deps.clock();
  const held = {
    cidr: prefix.cidr,
    space: pool.space,
    poolId: pool.netboxPoolId,
    netboxPrefixId: prefix.id,
    since: now,
  };
  const claim = got.source.preassigned === undefined ? 'put' : 'hold';
  const change = finishAllocation(lease, { held, claim, call: got.call }, now);
  const written = await deps.leases.apply(change);
  if (written.applied) return { answer: answerOf(change.next, 201) };
  if (written.claimTaken) return afterTakenClaim(lease, prefix.cidr, deps);
  const { current } = written;
  if (current !== undefined && heldBy(current)?.netboxPrefixId === prefix.id)
    return { answer: answerOfTry(current, got.call, { status: 201, now }) };
  await removeOrphan(prefix, deps);
  throw overtaken(current, lease.subscriber);
};

const dropReservation = async (lease: Allocating, source: Source, deps: Needs): Promise<void> => {
  if (source.preassigned === undefined) return;
  const { space } = source.pools[0] as Pool;
  await deps.claims.change({
    key: { space, cidr: source.preassigned },
    when: reservedBy(lease),
    to: undefined,
  });
};

/**
 * Allocates a prefix: an intent in the table, an object in NetBox that carries its epoch, and one transaction that
 * makes the lease allocated and the prefix claimed. Repeated with the same idempotency key it ends the same way,
 * whatever was lost. Throws `allocation-running`, `pool-exhausted`, `netbox-unavailable`, `netbox-refused`,
 * `netbox-misconfigured`, `allocation-failed`, and what its judgement refuses.
 */
export const allocatePrefix = async (request: AllocateCall, deps: Needs): Promise<Answer> => {
  const pools = await deps.inventory.listPools(request.key.tenant);
  const begun = await changeLease(deps.leases, request.key, (lease) =>
    judge(lease, request, { pools, now: deps.clock() }),
  );
  if ('answer' in begun) return begun.answer;
  const source = {
    ...begun.source,
    withRoom: await poolsWithRoom(request.key.tenant, begun.source.pools, deps),
  };
  let settled: Settled = { lease: begun.lease };
  while (!('answer' in settled)) {
    const { lease } = settled;
    const obtained = await obtainPrefix(lease, source, deps);
    if (obtained.outcome === 'failed') {
      await dropReservation(lease, source, deps);
      return fail(lease, obtained.failure, deps);
    }
    settled = await settle(lease, { obtained, source, call: request.call }, deps);
  }
  return settled.answer;
};
