/**
 * A NetBox parent prefix that a tenant may delegate from. It delegates exactly one length. `maxPrefixes` bounds this
 * tenant's share of it (judged by the counters, so a burst can pass it by a few).
 */
export type Pool = {
  netboxPoolId: number;
  /** Canonical text of the parent prefix. */
  cidr: string;
  /** `<configured space id>.<VRF id or global>`. */
  space: string;
  /** Absent in the global table. */
  vrfId?: number;
  length: number;
  /** Pools of one length are tried in ascending order, then by id. */
  order: number;
  quarantineSeconds: number;
  /** What happens to a prefix that is allocated and never activated. */
  stalePolicy: 'report' | 'revoke';
  maxPrefixes?: number;
};

/** How many prefixes a pool has room for, were it empty. */
export const capacityOf = ({ cidr, length }: Pool): number => 2 ** (length - Number(cidr.split('/')[1]));

/** All pools of one space: what keeps lengths from overlapping. `version` fences every change of it. */
export type Registry = {
  space: string;
  version: number;
  pools: Record<string, { cidr: string; length: number; tenants: readonly string[] }>;
};

/** The name of the address space of a VRF in this NetBox: the configured id, never a URL, and the VRF's id. */
export const spaceOf = (spaceId: string, vrfId: number | undefined): string =>
  `${spaceId}.${vrfId ?? 'global'}`;
