/*
 * Every fence of the protocol that the model holds. `-DNO_<NAME>` takes one away; the model then finds what it is for.
 * Each names the code that it transcribes. A fence that leases share is written once and used by every step that has it.
 */

#include "promises.pml"
#include "seen.pml"

/* A process may die before each of its steps. */
#define MAY_DIE if :: true :: true -> goto dead fi

/* shared/domain/allocation.ts, judgeIntent: while the intent lives, another call is answered 409. */
#ifndef NO_INTENT_JUDGED
#define INTENT_IS_OVER(l) (!leases[l].live)
#else
#define INTENT_IS_OVER(l) true
#endif

/* shared/domain/allocation.ts, beginAllocation: epoch + 1. */
#ifndef NO_BEGIN_EPOCH
#define EPOCH_OF_NEXT(l) (leases[l].epoch + 1)
#else
#define EPOCH_OF_NEXT(l) (leases[l].epoch + (leases[l].state == Absent -> 1 : 0))
#endif

/* shared/usecases/obtain-prefix.ts, obtainPrefix: findMine before the POST. */
#ifndef NO_SEARCH_FIRST
#define SEARCHES_FIRST true
#else
#define SEARCHES_FIRST false
#endif

/* shared/usecases/obtain-prefix.ts, tryOnce: findMine after an answer that settles nothing, or after "exhausted". */
#ifndef NO_SEARCH_AGAIN
#define SEARCHES_AGAIN true
#else
#define SEARCHES_AGAIN false
#endif

/* shared/adapters/netbox/reads.ts, search: every result carries what was searched for, byte for byte. */
#ifndef NO_MARK_BYTES
#define IS_MARKED(o, l, e) (objects[o].mark == EpochMark && objects[o].lease == l && objects[o].epoch == e)
#else
#define IS_MARKED(o, l, e) (objects[o].mark == EpochMark && objects[o].epoch == e)
#endif

/* shared/domain/allocation.ts, finishAllocation: the states that allocate may start from. */
#ifndef NO_FINISH_PENDING
#define FINISH_PENDING(l) (leases[l].state == Pending)
#else
#define FINISH_PENDING(l) true
#endif

/* shared/domain/allocation.ts, finishAllocation: epochIsMine. */
#ifndef NO_FINISH_EPOCH
#define FINISH_EPOCH(l, e) (leases[l].epoch == e)
#else
#define FINISH_EPOCH(l, e) true
#endif

/* shared/adapters/dynamo-claim-writes.ts, claimTransactItem: attribute_not_exists(pk) on a put. */
#ifndef NO_CLAIM_ABSENT
#define CLAIM_IS_ABSENT(p) (claims[p].row == NoRow)
#else
#define CLAIM_IS_ABSENT(p) true
#endif

/* shared/domain/allocation.ts, renewEpoch: a new epoch after a taken claim. */
#ifndef NO_RENEW_EPOCH
#define RENEWED_EPOCH(e) (e + 1)
#else
#define RENEWED_EPOCH(e) (e)
#endif

/* shared/domain/allocation.ts, renewEpoch: epochIsMine. */
#ifndef NO_RENEW_MINE
#define RENEW_MINE(l, e) (leases[l].epoch == e)
#else
#define RENEW_MINE(l, e) true
#endif

/* shared/domain/allocation.ts, failAllocation: state = pending. */
#ifndef NO_FAIL_PENDING
#define FAIL_PENDING(l) (leases[l].state == Pending)
#else
#define FAIL_PENDING(l) (leases[l].state == Pending || leases[l].state == Allocated)
#endif

/* shared/domain/allocation.ts, failAllocation: epochIsMine. */
#ifndef NO_FAIL_EPOCH
#define FAIL_EPOCH(l, e) (leases[l].epoch == e)
#else
#define FAIL_EPOCH(l, e) true
#endif

/* shared/domain/allocation.ts, expireAllocation: intent.until < now. */
#ifndef NO_EXPIRE_UNTIL
#define EXPIRE_UNTIL(l) (!leases[l].live)
#else
#define EXPIRE_UNTIL(l) true
#endif

/* shared/domain/marker.ts, isDead: an older epoch of the lease. */
#ifndef NO_DEAD_OLDER
#define DEAD_OLDER(e, leaseEpoch) (e < leaseEpoch)
#else
#define DEAD_OLDER(e, leaseEpoch) false
#endif

/* shared/domain/marker.ts, isDead: the epochs are equal, and the lease has ended that epoch without this object. */
#ifndef NO_DEAD_ENDED
#define DEAD_ENDED(e, leaseEpoch) (e == leaseEpoch)
#else
#define DEAD_ENDED(e, leaseEpoch) false
#endif

/* shared/domain/marker.ts, isDead: not while the lease is pending. */
#ifndef NO_DEAD_PENDING
#define DEAD_PENDING(leaseState) (leaseState != Pending)
#else
#define DEAD_PENDING(leaseState) true
#endif

/* shared/domain/marker.ts, isDead: not the object that the lease holds. */
#ifndef NO_DEAD_HELD
#define DEAD_HELD(o, leaseObject) (leaseObject != o)
#else
#define DEAD_HELD(o, leaseObject) true
#endif

/* shared/domain/marker.ts, isDead: never while the claim row names the object. */
#ifndef NO_DEAD_CLAIM
#define DEAD_CLAIM(o, claimObject) (claimObject != o)
#else
#define DEAD_CLAIM(o, claimObject) true
#endif

/* shared/usecases/remove-orphan.ts, ownerOf: what neither a lease nor a claim row knows is left. */
#ifndef NO_UNKNOWN_LEFT
#define UNKNOWN_LEFT(known, row) (!known && row == NoRow)
#else
#define UNKNOWN_LEFT(known, row) false
#endif

/* shared/domain/revocation.ts, claimRun: no run, or it is mine, or its time is over. */
#ifndef NO_RUN_FREE
#define RUN_FREE(l, r) (leases[l].owner == 0 || !leases[l].ownerLive || leases[l].owner == r)
#else
#define RUN_FREE(l, r) true
#endif

/* shared/domain/revocation.ts, claimRun: revocation.id. */
#ifndef NO_RUN_ID
#define RUN_ID(l, i) (leases[l].revocation == i)
#else
#define RUN_ID(l, i) true
#endif

/*
 * shared/domain/lifecycle.ts, DEADLINES.revocationRun: outlives the machine and every function in it. Only a scenario with
 * HONEST_TIME counts on it.
 */
#if defined(HONEST_TIME) && !defined(NO_RUN_OUTLIVES)
#define RUN_OUTLIVES(r) (!atWork[r])
#else
#define RUN_OUTLIVES(r) true
#endif

/* shared/domain/revocation.ts, restartRevocation: nobodyRuns. */
#ifndef NO_RESTART_FREE
#define RESTART_FREE(l) (leases[l].owner == 0 || !leases[l].ownerLive)
#else
#define RESTART_FREE(l) true
#endif

/* shared/domain/authorization.ts, recordDisconnect: runIsMine. */
#ifndef NO_RECORD_MINE
#define RECORD_MINE(l, i, r) (leases[l].state == Revoking && leases[l].revocation == i && leases[l].owner == r)
#else
#define RECORD_MINE(l, i, r) (leases[l].state == Revoking)
#endif

/* shared/domain/verdict.ts, disconnectVerdict: an answer that did not come proves nothing. */
#ifndef NO_DISCONNECT_KNOWN
#define IS_GONE(answer) (answer == Ack || answer == NoSession)
#else
#define IS_GONE(answer) (answer != Refused)
#endif

/* shared/usecases/release-prefix.ts, releasePrefix: not before the session is known to be gone. */
#ifndef NO_RELEASE_DISCONNECTED
#define RELEASE_DISCONNECTED(l) (!leases[l].disconnect || leases[l].disconnected)
#else
#define RELEASE_DISCONNECTED(l) true
#endif

/* shared/usecases/release-prefix.ts, releasePrefix: isMine of the lease as just read. */
#ifndef NO_RELEASE_MINE
#define RELEASE_MINE(l, i, r) (leases[l].state == Revoking && leases[l].revocation == i && leases[l].owner == r)
#else
#define RELEASE_MINE(l, i, r) true
#endif

/* shared/usecases/release-prefix.ts, releasePrefix: by the id of the object, never by the prefix. */
#ifndef NO_RELEASE_BY_ID
#define RELEASES(o, id, p) (o == id)
#else
#define RELEASES(o, id, p) (objects[o].prefix == p)
#endif

/* shared/usecases/release-prefix.ts, isOurs. */
#ifndef NO_RELEASE_OURS
#define RELEASE_OURS(o, l, e) (objects[o].mark != HandMark && (objects[o].mark != EpochMark || (objects[o].lease == l && objects[o].epoch == e)))
#else
#define RELEASE_OURS(o, l, e) true
#endif

/* shared/usecases/release-prefix.ts, outcomeOf: a release whose answer did not come is not done. */
#ifndef NO_RELEASE_KNOWN
#define RELEASE_KNOWN false
#else
#define RELEASE_KNOWN true
#endif

/* shared/domain/revocation.ts, finishRevoke: runIsMine. */
#ifndef NO_FINISH_RUN
#define FINISH_RUN(l, i, r) (leases[l].revocation == i && leases[l].owner == r)
#else
#define FINISH_RUN(l, i, r) true
#endif

/* shared/domain/revocation.ts, endRun: runIsMine. */
#ifndef NO_END_RUN
#define END_RUN(l, i, r) (leases[l].revocation == i && leases[l].owner == r)
#else
#define END_RUN(l, i, r) true
#endif

/* shared/domain/revocation.ts, endRun: a revocation that is put off asks for the session again; so does one that is started again. */
#ifndef NO_ASKS_AGAIN
#define STILL_DISCONNECTED(l) false
#else
#define STILL_DISCONNECTED(l) leases[l].disconnected
#endif

/* shared/domain/revocation.ts, claimEnd: a prefix out of first-fit's reach keeps its claim row. */
#ifndef NO_KEEP_CLAIM
#define KEEPS_CLAIM true
#else
#define KEEPS_CLAIM false
#endif

/* shared/usecases/sweep-claim.ts, endQuarantine: the object goes first, then its row. */
#ifndef NO_OBJECT_FIRST
#define OBJECT_FIRST true
#else
#define OBJECT_FIRST false
#endif

/* shared/usecases/sweep-claim.ts, endQuarantine: a deletion whose answer did not come leaves the row. */
#ifndef NO_QUARANTINE_KNOWN
#define QUARANTINE_KNOWN false
#else
#define QUARANTINE_KNOWN true
#endif

/* shared/domain/marker.ts, isWithdrawnMark: either, as the PATCH of an earlier release may have landed late. */
#ifndef NO_EITHER_MARK
#define IS_WITHDRAWN_MARK(o, row) (objects[o].mark == QuarantineMark || objects[o].mark == WithheldMark)
#else
#define IS_WITHDRAWN_MARK(o, row) (objects[o].mark == (row == QuarantinedRow -> QuarantineMark : WithheldMark))
#endif

/* shared/usecases/sweep-claim.ts, endQuarantine: only an object that carries a mark of its own. */
#ifndef NO_QUARANTINE_OURS
#define QUARANTINE_OURS(o) IS_WITHDRAWN_MARK(o, QuarantinedRow)
#else
#define QUARANTINE_OURS(o) true
#endif

/* shared/usecases/sweep-claim.ts, stillWithdrawn: the row's state. */
#ifndef NO_QUARANTINE_STATE
#define QUARANTINE_STATE(p, state) (claims[p].row == state)
#else
#define QUARANTINE_STATE(p, state) (claims[p].row != NoRow)
#endif

/* shared/usecases/sweep-claim.ts, stillWithdrawn: the row's object. */
#ifndef NO_QUARANTINE_ID
#define QUARANTINE_ID(p, id) (claims[p].object == id)
#else
#define QUARANTINE_ID(p, id) true
#endif

/* Whether NetBox knows If-Match; a scenario may leave it open. */
#ifndef ETAGS
#define ETAGS true
#endif

/* shared/adapters/netbox/changes.ts, target: If-Match of the object as read (NetBox 4.6 and later). */
#ifndef NO_IF_MATCH
#define IF_MATCH(o, was) (objects[o].mark == was || !ETAGS)
#else
#define IF_MATCH(o, was) true
#endif

/* shared/domain/authorization.ts, claimSlot: underWay, a superseded CoA is not sent. */
#ifndef NO_COA_WANTED
#define COA_WANTED(id) (wanted == id && !settled)
#else
#define COA_WANTED(id) true
#endif

/* shared/domain/authorization.ts, claimSlot: slotIsFree. */
#ifndef NO_SLOT_FREE
#define SLOT_FREE (slotId == 0 || slotOver)
#else
#define SLOT_FREE true
#endif

/* shared/domain/authorization.ts, claimSlot: authorization.attempt, so that no two sendings have one name. */
#ifndef NO_SLOT_ATTEMPT
#define SLOT_ATTEMPT(n) (attempt == n)
#else
#define SLOT_ATTEMPT(n) true
#endif

/* shared/domain/lifecycle.ts, DEADLINES.slot: outlives the exchange and what it has sent. */
#ifndef NO_SLOT_OUTLIVES
#define SLOT_OUTLIVES (!sending[holder] && flying[holder] == 0)
#else
#define SLOT_OUTLIVES true
#endif

/* shared/domain/authorization.ts, recordOutcome: slot.id. */
#ifndef NO_RECORD_SLOT
#define RECORD_SLOT(id, n) SLOT_IS(id, n)
#else
#define RECORD_SLOT(id, n) true
#endif

/* shared/domain/authorization.ts, recordOutcome: authorization.id. */
#ifndef NO_RECORD_ID
#define RECORD_ID(id) (wanted == id)
#else
#define RECORD_ID(id) true
#endif

/* shared/domain/authorization.ts, releaseSlot: slot.id. */
#ifndef NO_RELEASE_SLOT
#define RELEASE_SLOT(id, n) SLOT_IS(id, n)
#else
#define RELEASE_SLOT(id, n) true
#endif

/* shared/usecases/authorize-session.ts, settle: a sender that stops before its answer keeps the slot. */
#ifndef NO_KEEP_SLOT
#define KEEP_SLOT true
#else
#define KEEP_SLOT false
#endif

/* shared/usecases/disconnect-session.ts, disconnectSession: without a Disconnect it waits for the slot. */
#ifndef NO_SLOT_WAITED
#define SLOT_WAITED (slotId == 0 || slotOver)
#else
#define SLOT_WAITED true
#endif

/* shared/domain/authorization.ts, claimDisconnectSlot: slotIsFree. */
#ifndef NO_DISCONNECT_SLOT
#define DISCONNECT_SLOT (slotId == 0 || slotOver)
#else
#define DISCONNECT_SLOT true
#endif

/* shared/usecases/obtain-prefix.ts, reserve: only a row of this lease, reserved by this epoch or an older one. */
#ifndef NO_RESERVE_MINE
#define RESERVE_MINE(l, e) (row == ReservedRow && rowLease == l && rowEpoch <= e)
#else
#define RESERVE_MINE(l, e) true
#endif

/* shared/domain/claim.ts, reservedBy: a row becomes held only for the lease and the epoch that reserved it. */
#ifndef NO_HOLD_MINE
#define HOLD_MINE(l, e) (row == ReservedRow && rowLease == l && rowEpoch == e)
#else
#define HOLD_MINE(l, e) true
#endif

/* shared/domain/claim.ts, reservedBy: a row is dropped only under the lease and the epoch that was read. */
#ifndef NO_DROP_MINE
#define DROP_MINE(l, e) (rowLease == l && rowEpoch == e)
#else
#define DROP_MINE(l, e) true
#endif

/* shared/usecases/sweep-claim.ts, needsReservation: the lease is pending in the row's epoch. */
#ifndef NO_RESERVED_NEEDED
#define RESERVED_NEEDED(l, e) (leases[l].state == Pending && leases[l].epoch == e)
#else
#define RESERVED_NEEDED(l, e) false
#endif

/* shared/adapters/dynamo-pools.ts, putPool: the registry's version. */
#ifndef NO_REGISTRY_VERSION
#define REGISTRY_VERSION(v) (version == v)
#else
#define REGISTRY_VERSION(v) true
#endif

/* shared/domain/registry.ts, withGrant: pools that overlap delegate one length. */
#ifndef NO_OVERLAP_REFUSED
#define OVERLAP_REFUSED true
#else
#define OVERLAP_REFUSED false
#endif
