import * as z from 'zod/mini';
import { ERROR_CODES } from '../domain/errors.ts';
import { ASSIGNMENT_MODES } from '../domain/lease.ts';
import { STATES } from '../domain/lifecycle.ts';
import { NAS_PROFILES, type NasProfileName } from '../domain/nas.ts';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const time = () => z.nullable(z.string().check(z.regex(TIME)));
const state = z.enum(STATES);
const prefix = z.nullable(z.string());
const objectId = z.nullable(z.int().check(z.gte(1)));
const prefixSize = z.int().check(z.gte(48), z.lte(64));
const count = z.int().check(z.gte(0));
const percent = z.number().check(z.gte(0), z.lte(100));

/** The answer of allocate, activate, suspend, resume and revoke. */
export const operationAnswer = z.strictObject({
  success: z.literal(true),
  message: z.string(),
  prefix,
  state,
  allocatedAt: time(),
  activatedAt: time(),
  revokedAt: time(),
  netboxPrefixId: objectId,
  coaResult: z.nullable(z.enum(['queued', 'sending', 'ack', 'nak', 'request_initiated', 'unknown'])),
  disconnectResult: z.nullable(z.enum(['requested', 'confirmed', 'already_gone', 'already_gone_unverified'])),
});

/** The answer of GET status: all of its fields, null where unset. */
export const statusAnswer = z.strictObject({
  subscriberId: z.string(),
  prefix,
  prefixSize: z.nullable(prefixSize),
  state,
  allocatedAt: time(),
  activatedAt: time(),
  suspendedAt: time(),
  revokedAt: time(),
  netboxPrefixId: objectId,
  assignmentMode: z.nullable(z.enum(ASSIGNMENT_MODES)),
});

/** The answer of GET and PUT profile. */
export const profileAnswer = z.strictObject({
  assignmentMode: z.enum(ASSIGNMENT_MODES),
  prefixSize: z.optional(prefixSize),
  preassignedPrefix: z.optional(z.string()),
});

/** One pool of a tenant. */
export const poolAnswer = z.strictObject({
  netboxPoolId: z.int().check(z.gte(1)),
  prefix: z.string(),
  prefixSize,
  order: count,
  quarantineSeconds: count,
  stalePolicy: z.enum(['report', 'revoke']),
  maxPrefixes: z.nullable(count),
  vrfId: objectId,
});

/** The answer of GET pools. */
export const poolsAnswer = z.strictObject({ pools: z.array(poolAnswer) });

const nasProfiles = Object.keys(NAS_PROFILES) as [NasProfileName, ...NasProfileName[]];

/** One NAS of a tenant, without its secret. */
export const nasAnswer = z.strictObject({
  ip: z.string(),
  port: z.int().check(z.gte(1), z.lte(65_535)),
  profile: z.enum(nasProfiles),
});

/** The answer of GET NAS. */
export const nasListAnswer = z.strictObject({ nas: z.array(nasAnswer) });

/** The answer of GET stats, in the original system's words. */
export const statisticsAnswer = z.strictObject({
  stateCounts: z.strictObject(
    Object.fromEntries(STATES.map((each) => [each, count])) as Record<(typeof STATES)[number], typeof count>,
  ),
  utilization: z.strictObject({
    total_profiles: count,
    total_with_ipv6: count,
    active_prefixes: count,
    allocated_not_active: count,
    revoked_prefixes: count,
    utilization_rate: percent,
  }),
  netboxIntegration: z.strictObject({
    prefixes_with_netbox_id: count,
    prefixes_without_netbox_id: count,
    netbox_integration_rate: percent,
  }),
});

/** The answer of GET health. */
export const healthAnswer = z.strictObject({ status: z.literal('ok') });

/** An RFC 9457 problem. */
export const problemAnswer = z.strictObject({
  type: z.enum(ERROR_CODES.map((code) => `/problems/${code}` as const)),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  state: z.optional(state),
  actions: z.optional(z.array(z.enum(['allocate', 'activate', 'suspend', 'resume', 'revoke']))),
  errors: z.optional(z.array(z.strictObject({ pointer: z.string(), detail: z.string() }))),
});
