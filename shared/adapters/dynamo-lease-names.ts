import type { TABLE } from '../contract/table.ts';
import type {
  AnswerFacts,
  Authorization,
  Failure,
  Held,
  Intent,
  KeptAnswer,
  Lease,
  Orphans,
  Profile,
  Revocation,
  RevocationRun,
  Session,
  Slot,
} from '../domain/lease.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;

type LeasePart =
  | Lease
  | Profile
  | Held
  | Intent
  | Revocation
  | RevocationRun
  | Authorization
  | Slot
  | Session
  | Failure
  | Orphans
  | KeptAnswer
  | AnswerFacts;

type DueShard = typeof TABLE.dueShard;

type LeaseName = Exclude<KeysOf<LeasePart>, 'tenant' | 'subscriber'> | DueShard;

/**
 * The stored name of every attribute of a lease and its maps, whatever map it is in: a write unit is 1 KB, and an
 * item of full names would not fit. No two are alike. tenant and subscriber are not stored: the key has them.
 */
export const LEASE_NAMES = {
  a: 'a',
  acctSessionId: 'sid',
  activatedAt: 'act',
  allocatedAt: 'all',
  askedAt: 'ask',
  at: 'at',
  attempt: 'att',
  authorization: 'au',
  authorizationRevision: 'ar',
  begunAt: 'beg',
  bodyHash: 'bh',
  cidr: 'c',
  coa: 'coa',
  code: 'cod',
  createdAt: 'cre',
  detail: 'det',
  disconnect: 'dis',
  disconnected: 'dd',
  disconnects: 'dn',
  dueAt: 'dueAt',
  dueShard: 'dueShard',
  e: 'e',
  epoch: 'ep',
  errorCause: 'ec',
  f: 'f',
  failure: 'fail',
  held: 'h',
  id: 'id',
  idem: 'i',
  intent: 'in',
  key: 'k',
  lastAction: 'la',
  lastEventAt: 'le',
  length: 'l',
  mode: 'm',
  nasIp: 'nas',
  netboxPrefixId: 'n',
  next: 'nx',
  orphans: 'orp',
  poolId: 'po',
  preassigned: 'pre',
  prefix: 'px',
  profile: 'p',
  quarantineSeconds: 'q',
  r: 'r',
  reason: 'rea',
  release: 'rel',
  reportAt: 'rep',
  retryAt: 'ret',
  revocation: 'rv',
  revokedAt: 'rev',
  run: 'run',
  s: 's',
  session: 'ses',
  since: 'sin',
  slot: 'slot',
  space: 'sp',
  state: 'st',
  status: 'sta',
  suspendedAt: 'sus',
  t: 't',
  tries: 'tri',
  until: 'un',
  username: 'u',
  version: 'v',
  writeId: 'w',
} as const satisfies Record<LeaseName, string>;
