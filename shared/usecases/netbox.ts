/**
 * A prefix as NetBox has it (4.4 to 4.7), reduced to what Leasehold reads. `cidr` is canonical; `vrfId` is absent
 * in the global table; `lease` and `claim` are the custom fields `leasehold_lease` and `leasehold_claim`, absent
 * where null or empty; `etag` is absent before NetBox 4.6.
 */
export type NetBoxPrefix = {
  id: number;
  cidr: string;
  vrfId?: number;
  status: string;
  lease?: string;
  claim?: string;
  etag?: string;
};

/** The marker of one epoch of one lease: `tenant/subscriber` and `tenant/subscriber/epoch`. */
export type Marker = { lease: string; claim: string };

/**
 * What became of the POST that creates a prefix. `unknown` may still land, now or later: search before another.
 * `duplicate`: NetBox says that the claim (or the exact prefix) is there already: search; it may be ours.
 */
export type NetBoxAllocation =
  | { outcome: 'allocated'; prefix: NetBoxPrefix }
  | { outcome: 'exhausted' }
  | { outcome: 'duplicate' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unknown'; reason: string };

/**
 * What became of a PATCH or DELETE: `done`; `gone` (404); `changed` (412: somebody edited it since it was read);
 * `refused` (time does not heal it); `unknown` (it may have been applied).
 */
export type NetBoxChange =
  | { outcome: 'done' }
  | { outcome: 'gone' }
  | { outcome: 'changed' }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unknown'; reason: string };

/** How a prefix is kept out of first-fit without being held: the PATCH of a release that does not delete. */
export type Withdrawal = { claim: string; status: 'deprecated' | 'reserved' };

/**
 * The port to NetBox. Reads throw LeaseholdError `netbox-unavailable` (repeat later), `netbox-refused` (token or
 * permission) or `netbox-misconfigured` (a custom field is missing, of the wrong type or not exact, or a search
 * answered with objects that do not carry what was searched for). Writes return outcomes and throw nothing of
 * the network's; every call ends within 20 s.
 */
export type NetBox = {
  /** All prefixes whose claim field is exactly this; compared byte for byte. */
  findByClaim(claim: string): Promise<NetBoxPrefix[]>;
  /** All prefixes whose lease field is exactly this. */
  findByLease(lease: string): Promise<NetBoxPrefix[]>;
  /** POST available-prefixes in the pool: the next free prefix of this length, marked in the same call. One try. */
  allocateNext(poolId: number, length: number, marker: Marker): Promise<NetBoxAllocation>;
  /** POST prefixes: exactly this prefix, marked. NetBox takes no lock here: the caller holds the claim row. One try. */
  allocateExact(prefix: { cidr: string; vrfId?: number }, marker: Marker): Promise<NetBoxAllocation>;
  /** The prefix of this id, or undefined where NetBox has none. */
  readPrefix(id: number): Promise<NetBoxPrefix | undefined>;
  /** PATCH: clears `leasehold_lease`, sets `leasehold_claim` and the status. Sends If-Match where `etag` is known. */
  withdraw(prefix: NetBoxPrefix, to: Withdrawal): Promise<NetBoxChange>;
  /** DELETE. Sends If-Match where `etag` is known. */
  remove(prefix: NetBoxPrefix): Promise<NetBoxChange>;
  /**
   * One page of all prefixes with a claim field, in id order after `afterId`; `next` is absent on the last page. With
   * `within`, a cidr, only those below it, of whatever VRF.
   */
  listClaimed(
    afterId: number,
    limit: number,
    within?: string,
  ): Promise<{ prefixes: NetBoxPrefix[]; next?: number }>;
  /** Reads the two custom fields back; throws `netbox-misconfigured` with what to do where they are not right. */
  checkFields(): Promise<void>;
};
