/*
 * What is due: shared/usecases/sweep-lease.ts and sweep-claim.ts. What is nobody's: shared/usecases/remove-orphan.ts.
 * Time, and what NetBox does late.
 */

#define IS_OVERDUE(l) (leases[l].state == Pending && !leases[l].live)

/* sweep-lease.ts, expireAllocation: the lease is read, then failed. */
proctype Expire() {
  byte l, e, i;

end:
  atomic {
    if
    :: IS_OVERDUE(0) -> l = 0
#if LEASES > 1
    :: IS_OVERDUE(1) -> l = 1
#endif
#if LEASES > 2
    :: IS_OVERDUE(2) -> l = 2
#endif
    fi;
    e = leases[l].epoch
  }
  atomic {
    if
    :: FAIL_PENDING(l) && FAIL_EPOCH(l, e) && EXPIRE_UNTIL(l) -> failAllocation(l, 0)
    :: else
    fi;
    e = 0
  }
}

#define IS_LISTED(o) (objects[o].there && objects[o].mark != HandMark)

inline list(o, p, l, e, mark) {
  if
  :: IS_LISTED(1) -> o = 1
  :: IS_LISTED(2) -> o = 2
#if OBJECTS > 2
  :: IS_LISTED(3) -> o = 3
#endif
#if OBJECTS > 3
  :: IS_LISTED(4) -> o = 4
#endif
#if OBJECTS > 4
  :: IS_LISTED(5) -> o = 5
#endif
#if OBJECTS > 5
  :: IS_LISTED(6) -> o = 6
#endif
#if OBJECTS > 6
  :: IS_LISTED(7) -> o = 7
#endif
#if OBJECTS > 7
  :: IS_LISTED(8) -> o = 8
#endif
#if OBJECTS > 8
  :: IS_LISTED(9) -> o = 9
#endif
  fi;
  p = objects[o].prefix;
  l = objects[o].lease;
  e = objects[o].epoch;
  mark = objects[o].mark;
  printf("a sweep lists object %d\n", o)
}

/* An orphan check or the nightly reconciliation: lists, reads the lease, reads the claim row, deletes. */
proctype Look() {
  byte o, p, l, e, i;
  mtype mark;
  bit isDead, known;
#ifdef NO_CLAIM_LAST
  bit isNamed, isRow;
#endif

end:
/* The order of reads, shared/usecases/remove-orphan.ts: NetBox is listed before the lease is read, */
#ifndef NO_LIST_FIRST
  atomic { list(o, p, l, e, mark) }
  atomic {
#else
  atomic { leases[0].state == Absent -> printf("a sweep reads that there is no lease A\n") }
end2:
  atomic {
    list(o, p, l, e, mark);
    if
    :: l == 0 && mark == EpochMark -> isDead = 1; known = 0; goto row
    :: else
    fi
  }
  atomic {
#endif
#ifdef NO_CLAIM_LAST
    isNamed = !DEAD_CLAIM(o, claims[p].object);
    isRow = (claims[p].row != NoRow)
  }
  atomic {
#endif
    if
    :: mark == EpochMark -> readLease(l, o, e, isDead, known)
    :: else -> isDead = 1; known = 0
    fi
  }
row:
/* and the claim row last. */
#ifndef NO_CLAIM_LAST
  atomic { readClaim(p, o, isDead, known) }
#endif
  atomic {
#ifdef NO_CLAIM_LAST
    isDead = isDead && !isNamed && (known || isRow);
#endif
    if
    :: isDead -> deleteUnowned(o)
    :: else
    fi;
    o = 0; p = 0; l = 0; e = 0; mark = 0; isDead = 0; known = 0
  }
}

#define IS_OVERSTAYED(l) (leases[l].state == Revoking && leases[l].owner != 0 && !leases[l].ownerLive)

/*
 * sweep-lease.ts, restart: takes a revocation from a run that overstayed, and lets the router be asked anew. The
 * machine's new run is a Run of its own.
 */
proctype Restart() {
  byte l, id;

end:
  atomic {
    if
    :: IS_OVERSTAYED(0) -> l = 0
#if LEASES > 1
    :: IS_OVERSTAYED(1) -> l = 1
#endif
#if LEASES > 2
    :: IS_OVERSTAYED(2) -> l = 2
#endif
    fi;
    id = leases[l].revocation
  }
  atomic {
    if
    :: leases[l].state == Revoking && leases[l].revocation == id && RESTART_FREE(l) ->
      SEEN(RESTARTS, l, 0);
      printf("the revocation of lease %c is started again\n", NAME(l));
      leases[l].owner = 0;
      leases[l].ownerLive = 0;
      leases[l].disconnected = STILL_DISCONNECTED(l)
    :: else
    fi;
    l = 0; id = 0
  }
}

inline endQuarantineObject(o) {
  if
  :: objects[o].there ->
    printf("NetBox deletes object %d, its quarantine over\n", o);
    PROMISE(oursAlone, objects[o].mark != HandMark);
    i = 0;
    do
    :: i < LEASES -> PROMISE(nobodysAlone, leases[i].object != o); i++
    :: else -> break
    od;
    i = 0;
    SEEN(DELETES, o, 0);
    forget(o)
  :: else
  fi
}

#define IS_WITHDRAWN(p) (claims[p].row == QuarantinedRow || claims[p].row == WithheldRow)

/* sweep-claim.ts: a quarantine ends, or a withheld prefix is looked after. */
proctype SweepClaim() {
  byte p, o, i;
  mtype row, was;
  bit kept;

end:
  atomic {
    if
    :: IS_WITHDRAWN(0) -> p = 0
#if PREFIXES > 1
    :: IS_WITHDRAWN(1) -> p = 1
#endif
#if PREFIXES > 2
    :: IS_WITHDRAWN(2) -> p = 2
#endif
#if PREFIXES > 3
    :: IS_WITHDRAWN(3) -> p = 3
#endif
    fi;
    row = claims[p].row;
    o = claims[p].object;
    if
    :: !OBJECT_FIRST && row == QuarantinedRow -> goto drop
    :: else
    fi
  }
  atomic {
    kept = objects[o].there && ((row == QuarantinedRow && QUARANTINE_OURS(o)) || (row == WithheldRow && IS_WITHDRAWN_MARK(o, row)));
    was = objects[o].mark;
    if
    :: row == WithheldRow && kept -> goto done
    :: else
    fi
  }
delete:
  atomic {
    if
    :: row == QuarantinedRow && kept && IF_MATCH(o, was) -> endQuarantineObject(o)
    :: row == QuarantinedRow && kept && !IF_MATCH(o, was) -> goto done
    :: row == QuarantinedRow && kept && !QUARANTINE_KNOWN -> goto done
    :: row == QuarantinedRow && kept && QUARANTINE_KNOWN
    :: !kept
    fi
  }
drop:
  skip;
  atomic {
    if
    :: QUARANTINE_STATE(p, row) && QUARANTINE_ID(p, o) ->
      SEEN(DROPS_ROW, p, 0);
      printf("the claim row of prefix %d goes\n", p);
      claims[p].row = NoRow; claims[p].lease = 0; claims[p].object = 0;
      watch(0)
    :: else
    fi
  }
done:
  atomic { p = 0; o = 0; row = 0; was = 0; kept = 0 }
}

#define ENDS_INTENT(l) \
  :: atomic { leases[l].live -> leases[l].live = 0; callOver[caller[l]] = 1; printf("the intent of lease %c is over\n", NAME(l)) }
#define ENDS_RUN(l) \
  :: atomic { (leases[l].ownerLive && RUN_OUTLIVES(leases[l].owner)) -> leases[l].ownerLive = 0; \
      runOver[leases[l].owner] = 1; printf("the time of run %d is over\n", leases[l].owner) }

/* Any intent and any run may have overstayed at any moment. */
proctype Time() {
end:
  do
  ENDS_INTENT(0)
  ENDS_RUN(0)
#if LEASES > 1
  ENDS_INTENT(1)
  ENDS_RUN(1)
#endif
#if LEASES > 2
  ENDS_INTENT(2)
  ENDS_RUN(2)
#endif
  od
}

inline landPost(c) {
  printf("the POST of call %d lands late\n", c);
  l = callLease[c];
  e = latePost[c];
  postNext(l, e, answer, o, p);
  latePost[c] = 0; l = 0; e = 0; c = 0; o = 0; p = 0; answer = 0
}

inline landChange(c) {
  o = lateChange[c];
  l = lateLease[c];
  rel = lateRelease[c];
  printf("the release of run %d lands late\n", c);
  if
  :: objects[o].there && IF_MATCH(o, lateMark[c]) -> releaseObject(o, l, rel)
  :: else
  fi;
  lateChange[c] = 0; lateMark[c] = 0; lateRelease[c] = 0; lateLease[c] = 0; c = 0; o = 0; l = 0; rel = 0
}

#define LANDS_POST(n) :: atomic { latePost[n] != 0 -> c = n; landPost(c) }
#define LANDS_CHANGE(n) :: atomic { lateChange[n] != 0 -> c = n; landChange(c) }

/* What a caller has long given up on. */
proctype Late() {
  byte c, o, p, l, e, i;
  mtype answer, rel;

end:
  do
  LANDS_POST(1)
#if CALLS > 1
  LANDS_POST(2)
#endif
#if CALLS > 2
  LANDS_POST(3)
#endif
#if CALLS > 3
  LANDS_POST(4)
#endif
#if CALLS > 4
  LANDS_POST(5)
#endif
#if CALLS > 5
  LANDS_POST(6)
#endif
#if CALLS > 6
  LANDS_POST(7)
#endif
#if CALLS > 7
  LANDS_POST(8)
#endif
#if CALLS > 8
  LANDS_POST(9)
#endif
  LANDS_CHANGE(1)
#if RUNS > 1
  LANDS_CHANGE(2)
#endif
#if RUNS > 2
  LANDS_CHANGE(3)
#endif
#if RUNS > 3
  LANDS_CHANGE(4)
#endif
#if RUNS > 4
  LANDS_CHANGE(5)
#endif
#if RUNS > 5
  LANDS_CHANGE(6)
#endif
#if RUNS > 6
  LANDS_CHANGE(7)
#endif
#if RUNS > 7
  LANDS_CHANGE(8)
#endif
#if RUNS > 8
  LANDS_CHANGE(9)
#endif
  od
}
