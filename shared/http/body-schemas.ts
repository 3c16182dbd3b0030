import * as z from 'zod/mini';
import { MOST_SESSION_KEY_OCTETS } from '../domain/identifiers.ts';
import { canonicalAddress } from '../domain/ip-address.ts';
import { ASSIGNMENT_MODES } from '../domain/lease.ts';
import { NAS_PROFILES, type NasProfileName } from '../domain/nas.ts';
import { parsePrefix } from '../domain/prefix.ts';

// Every function loads all bodies and parses one kind: each is made when the first is parsed.

/** The prefix length of an allocation whose caller and profile name none. */
export const DEFAULT_PREFIX_SIZE = 56;

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const MAX_ORDER = 1_000_000;
const MAX_SECRET_OCTETS = 128;

const octetsOf = (text: string): number => Buffer.byteLength(text, 'utf8');

const octets = (most: number, description: string) =>
  z.string().check(
    z.minLength(1, { abort: true }),
    z.maxLength(most, { abort: true }),
    z.refine((text) => text.isWellFormed() && octetsOf(text) <= most, {
      error: `Must be 1 to ${most} octets of UTF-8.`,
    }),
    z.meta({ description: `${description} 1 to ${most} octets of UTF-8.` }),
  );

const prefixSize = () => z.int().check(z.gte(48), z.lte(64));

const username = () => octets(MOST_SESSION_KEY_OCTETS, 'User-Name of the session, as accounting gave it.');
const acctSessionId = () =>
  octets(MOST_SESSION_KEY_OCTETS, 'Acct-Session-Id of the session, as accounting gave it.');

const nasIp = () =>
  z.pipe(
    z.string().check(
      z.maxLength(45, { abort: true }),
      z.refine((text) => canonicalAddress(text) !== undefined, { error: 'Must be an IPv4 or IPv6 address.' }),
      z.meta({ description: 'Address of one of the tenant’s NAS entries.' }),
    ),
    z.transform((text) => canonicalAddress(text) as string),
  );

/** POST allocate. `prefixSize` is left out where the caller leaves it out: the profile may know better than 56. */
export const allocateBody = z.lazy(() =>
  z.strictObject({
    prefixSize: z.optional(
      prefixSize().check(
        z.meta({
          default: DEFAULT_PREFIX_SIZE,
          description: 'Prefix length; left out, the profile’s, else 56.',
        }),
      ),
    ),
    netboxPoolId: z.optional(
      z
        .int()
        .check(
          z.gte(1),
          z.meta({ description: 'One of the tenant’s pools; left out, all that serve the length.' }),
        ),
    ),
  }),
);

/** POST activate, suspend, resume. */
export const serviceBody = z.lazy(() =>
  z.strictObject({
    username: z.optional(username()),
    nasIp: z.optional(nasIp()),
    acctSessionId: z.optional(acctSessionId()),
    sendCoa: z._default(z.boolean(), false),
  }),
);

/** POST revoke. */
export const revokeBody = z.lazy(() =>
  z.strictObject({
    username: z.optional(username()),
    nasIp: z.optional(nasIp()),
    sendDisconnect: z._default(z.boolean(), false),
    releaseToNetbox: z._default(z.boolean(), true),
  }),
);

/** PUT profile. */
export const profileBody = z.lazy(() =>
  z.strictObject({
    assignmentMode: z.enum(ASSIGNMENT_MODES),
    prefixSize: z.optional(prefixSize()),
    preassignedPrefix: z.optional(
      z.string().check(
        z.maxLength(43, { abort: true }),
        z.refine((text) => parsePrefix(text) !== undefined, {
          error: 'Must be an IPv6 prefix without bits beyond its length.',
        }),
        z.meta({
          description: 'Canonical text (RFC 5952) of a prefix in one of the tenant’s pools, of its length.',
        }),
      ),
    ),
  }),
);

/** PUT pool. */
export const poolBody = z.lazy(() =>
  z.strictObject({
    prefixSize: prefixSize().check(z.meta({ description: 'The one length that the pool delegates.' })),
    order: z._default(z.int().check(z.gte(0), z.lte(MAX_ORDER)), 0),
    quarantineSeconds: z._default(z.int().check(z.gte(0), z.lte(YEAR_SECONDS)), 0),
    stalePolicy: z._default(z.enum(['report', 'revoke']), 'report'),
    maxPrefixes: z.optional(z.int().check(z.gte(1))),
  }),
);

const nasProfiles = Object.keys(NAS_PROFILES) as [NasProfileName, ...NasProfileName[]];

/** PUT NAS. The secret goes in and never out. */
export const nasBody = z.lazy(() =>
  z.strictObject({
    secret: octets(
      MAX_SECRET_OCTETS,
      'The RADIUS secret that the NAS shares with Leasehold; never answered.',
    ),
    port: z.optional(
      z.int().check(z.gte(1), z.lte(65_535), z.meta({ description: 'UDP port; left out, the profile’s.' })),
    ),
    profile: z._default(z.enum(nasProfiles), 'rfc5176'),
    requireMessageAuthenticator: z._default(z.boolean(), false),
    zeroVectorQuirk: z._default(z.boolean(), false),
  }),
);
