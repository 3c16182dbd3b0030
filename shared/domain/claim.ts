import { all, type Condition, equal } from './condition.ts';
import type { Held, LeaseKey } from './lease.ts';

/** Names one prefix of one address space: `space` is the configured id and the VRF, `cidr` canonical text. */
export type ClaimKey = { space: string; cidr: string };

/**
 * The row that makes one prefix somebody's: the arbiter of uniqueness. `held` by the lease; `reserved` for a
 * preassigned prefix on its way; `quarantined` until `dueAt` after a release; `withheld` from NetBox's first-fit by an
 * operator's word. Times are epoch milliseconds.
 */
export type Claim = ClaimKey &
  LeaseKey & {
    epoch: number;
    poolId: number;
    since: number;
    writeId: string;
    dueAt?: number;
  } & (
    | { state: 'reserved'; netboxPrefixId?: never }
    | { state: 'held' | 'quarantined' | 'withheld'; netboxPrefixId: number }
  );

/** The row of the prefix that an epoch of a lease holds; its writeId is the store's to give. */
export const claimOf = ({ tenant, subscriber, epoch }: LeaseKey & { epoch: number }, held: Held): Claim => ({
  ...held,
  tenant,
  subscriber,
  epoch,
  state: 'held',
  writeId: '',
});

/** One interval in which one subscriber held one prefix: the ledger's row, written once, when it ends. */
export type Tenure = ClaimKey &
  LeaseKey & { epoch: number; poolId: number; netboxPrefixId: number; since: number; until: number };

/** What a transition does to the claim row in the same transaction. */
export type ClaimWrite =
  /** A new row, only where there is none. */
  | { write: 'put'; claim: Claim }
  /** The row reserved for this epoch becomes held. */
  | { write: 'hold'; claim: Claim }
  /** The row that names this object goes. */
  | { write: 'drop'; key: ClaimKey; netboxPrefixId: number }
  /** The row that names this object is kept, out of the lease's hands. */
  | {
      write: 'keep';
      key: ClaimKey;
      netboxPrefixId: number;
      state: 'quarantined' | 'withheld';
      dueAt: number;
    };

/** The fence of a reserved row: it is this lease's, and of the epoch that the caller speaks for. */
export const reservedBy = ({ tenant, subscriber, epoch }: LeaseKey & { epoch: number }): Condition =>
  all(
    equal('state', 'reserved'),
    equal('tenant', tenant),
    equal('subscriber', subscriber),
    equal('epoch', epoch),
  );
