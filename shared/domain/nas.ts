/** What a subscriber session is found by at the NAS: octets as accounting gave them, 1..253 bytes of UTF-8 each. */
export type SessionKeys = { username?: string; acctSessionId?: string };

type NasProfile = {
  /** The UDP port that the vendor listens on for RFC 5176 requests. */
  port: number;
  /** Which keys identify a session, the preferred one first. */
  keys: readonly (keyof SessionKeys)[];
  /** `all`: every known key is sent and must match (RFC 5176 3). `first`: a wrong lower key would be a NAK 503. */
  send: 'all' | 'first';
  /** Whether a CoA-Request may carry Delegated-IPv6-Prefix (RFC 4818): some look the session up by it instead. */
  coaCarriesPrefix: boolean;
};

/** How the routers of each vendor find a session (measured and read; see docs/decisions). */
export const NAS_PROFILES = {
  rfc5176: { port: 3799, keys: ['acctSessionId', 'username'], send: 'all', coaCarriesPrefix: true },
  'nokia-sros': { port: 3799, keys: ['acctSessionId', 'username'], send: 'first', coaCarriesPrefix: false },
  'juniper-junos': { port: 3799, keys: ['acctSessionId'], send: 'first', coaCarriesPrefix: false },
  'cisco-iosxe': { port: 1700, keys: ['acctSessionId', 'username'], send: 'first', coaCarriesPrefix: false },
  mikrotik: { port: 3799, keys: ['acctSessionId', 'username'], send: 'all', coaCarriesPrefix: false },
  'accel-ppp': { port: 3799, keys: ['acctSessionId', 'username'], send: 'all', coaCarriesPrefix: false },
  firebrick: { port: 3799, keys: ['acctSessionId'], send: 'first', coaCarriesPrefix: true },
} as const satisfies Record<string, NasProfile>;

/** The name of a NAS profile. */
export type NasProfileName = keyof typeof NAS_PROFILES;

/** An access router (BNG) of a tenant. The RADIUS secret is held elsewhere, under `secretName`. */
export type Nas = {
  /** RFC 5952 text, or dotted IPv4. */
  ip: string;
  port: number;
  profile: NasProfileName;
  secretName: string;
  /** Whether an answer without Message-Authenticator is ignored. */
  requireMessageAuthenticator: boolean;
  /** FreeRADIUS before 3.2.4 signs its answers over a zero authenticator; accept that from this NAS. */
  zeroVectorQuirk: boolean;
};

/** The session keys that this NAS is to be asked with; empty when it could not find the session by what is known. */
export const identifyingKeys = (profile: NasProfileName, known: SessionKeys): SessionKeys => {
  const { keys, send } = NAS_PROFILES[profile];
  const usable = keys.filter((key) => known[key] !== undefined);
  const sent = send === 'first' ? usable.slice(0, 1) : usable;
  return Object.fromEntries(sent.map((key) => [key, known[key]]));
};

/**
 * What a NAS is asked with until it knows the session: as its profile says, then by each known key alone. A session
 * that came up again has another Acct-Session-Id, and the old one is no proof that it is gone.
 */
export const askings = (profile: NasProfileName, known: SessionKeys): SessionKeys[] => {
  const first = identifyingKeys(profile, known);
  const alone = NAS_PROFILES[profile].keys.flatMap((key) =>
    known[key] === undefined ? [] : [{ [key]: known[key] }],
  );
  const isFirst = (keys: SessionKeys): boolean =>
    keys.acctSessionId === first.acctSessionId && keys.username === first.username;
  return alone.length === 0 ? [] : [first, ...alone.filter((keys) => !isFirst(keys))];
};
