import { LeaseholdError } from '../../domain/errors.ts';
import { parsePrefix } from '../../domain/prefix.ts';
import type { Marker, NetBox, NetBoxAllocation, NetBoxPrefix } from '../../usecases/netbox.ts';
import { CLAIM_FIELD, type FieldCheck, LEASE_FIELD } from './fields.ts';
import type { NetBoxCall, NetBoxHttp } from './http.ts';
import { readPrefixObject } from './prefix-object.ts';
import type { NetBoxAnswer } from './read-answer.ts';
import { excerpt, refusal } from './read-body.ts';
import { readOne } from './reads.ts';

/** One POST that makes a prefix, and how its answers read. */
type Attempt = {
  path: string;
  body: Record<string, unknown>;
  /** Whether the object that was made is the one that was asked for. */
  isAsked: (made: NetBoxPrefix) => boolean;
  /** What a 409 means. */
  conflict: (reason: string) => NetBoxAllocation;
  /** What "Duplicate prefix" means. */
  prefixTaken: (call: NetBoxCall) => Promise<NetBoxAllocation>;
};

type Answered = Extract<NetBoxAnswer, { kind: 'answered' }>;

const CLAIM_TAKEN = new RegExp(`'${CLAIM_FIELD}' must have a unique value`);
const PREFIX_TAKEN = /Duplicate prefix found/;

const mark = (marker: Marker) => ({ [LEASE_FIELD]: marker.lease, [CLAIM_FIELD]: marker.claim });

const carries = (made: NetBoxPrefix, marker: Marker): boolean =>
  made.lease === marker.lease && made.claim === marker.claim;

/** A read before or after the POST went wrong: the network heals, a wrong field or token does not. */
const readFailure = (error: unknown): NetBoxAllocation => {
  if (!(error instanceof LeaseholdError)) throw error;
  const outcome = error.code === 'netbox-unavailable' ? 'unknown' : 'refused';
  return { outcome, reason: error.message };
};

const readMade = (answer: Answered, attempt: Attempt): NetBoxAllocation => {
  const made = readPrefixObject(answer.body);
  if (made === undefined) return { outcome: 'unknown', reason: 'NetBox made an unreadable prefix' };
  if (attempt.isAsked(made)) return { outcome: 'allocated', prefix: made };
  // NetBox 4.4 drops a custom field that it does not know, and answers 201.
  const reason = `NetBox made ${made.cidr} (id ${made.id}), which is not what was asked for: look at it there`;
  return { outcome: 'unknown', reason };
};

const readBadRequest = async (
  call: NetBoxCall,
  answer: Answered,
  attempt: Attempt,
): Promise<NetBoxAllocation> => {
  const said = excerpt(answer.body);
  if (CLAIM_TAKEN.test(said)) return { outcome: 'duplicate' };
  if (PREFIX_TAKEN.test(said)) return attempt.prefixTaken(call).catch(readFailure);
  return { outcome: 'refused', reason: refusal(answer) };
};

const readAnswered = async (
  call: NetBoxCall,
  answer: Answered,
  attempt: Attempt,
): Promise<NetBoxAllocation> => {
  if (answer.status === 201) return readMade(answer, attempt);
  if (answer.status === 400) return readBadRequest(call, answer, attempt);
  if (answer.status === 409) return attempt.conflict(refusal(answer));
  const outcome = answer.status < 300 ? 'unknown' : 'refused';
  return { outcome, reason: outcome === 'unknown' ? `NetBox answered ${answer.status}` : refusal(answer) };
};

const allocate = async (
  call: NetBoxCall,
  fields: FieldCheck,
  attempt: Attempt,
): Promise<NetBoxAllocation> => {
  try {
    await fields.ensure(call);
  } catch (error) {
    return readFailure(error);
  }
  const answer = await call({ method: 'POST', path: attempt.path, body: attempt.body });
  switch (answer.kind) {
    case 'failed':
      return { outcome: 'unknown', reason: answer.reason };
    case 'redirected':
      return { outcome: 'refused', reason: answer.reason };
    case 'answered':
      return readAnswered(call, answer, attempt);
  }
};

/** A pool exactly as long as the request answers "Duplicate prefix" when it is free of children, never 409. */
const poolIsThePrefix = async (
  call: NetBoxCall,
  poolId: number,
  length: number,
): Promise<NetBoxAllocation> => {
  const pool = await readOne(call, poolId);
  const wholePool = pool !== undefined && parsePrefix(pool.cidr)?.length === length;
  return { outcome: wholePool ? 'exhausted' : 'duplicate' };
};

/** The half of the port that makes prefixes: each of them one POST, which is never repeated here. */
export const netboxAllocations = (
  http: NetBoxHttp,
  fields: FieldCheck,
): Pick<NetBox, 'allocateNext' | 'allocateExact'> => ({
  allocateNext: (poolId, length, marker) =>
    allocate(http('allocateNext'), fields, {
      path: `api/ipam/prefixes/${poolId}/available-prefixes/`,
      body: { prefix_length: length, status: 'active', custom_fields: mark(marker) },
      isAsked: (made) => carries(made, marker) && parsePrefix(made.cidr)?.length === length,
      conflict: () => ({ outcome: 'exhausted' }),
      prefixTaken: (call) => poolIsThePrefix(call, poolId, length),
    }),

  allocateExact: (prefix, marker) =>
    allocate(http('allocateExact'), fields, {
      path: 'api/ipam/prefixes/',
      body: {
        prefix: prefix.cidr,
        vrf: prefix.vrfId ?? null,
        status: 'active',
        custom_fields: mark(marker),
      },
      isAsked: (made) => carries(made, marker) && made.cidr === prefix.cidr && made.vrfId === prefix.vrfId,
      conflict: (reason) => ({ outcome: 'refused', reason }),
      prefixTaken: async () => ({ outcome: 'duplicate' }),
    }),
});
