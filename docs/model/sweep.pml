/*
 * What is due: shared/usecases/sweep-lease.ts and sweep-claim.ts. What is nobody's: shared/usecases/remove-orphan.ts.
 * Time, and what NetBox does late.
 */

/* sweep-lease.ts, expireAllocation: the lease is read, then failed. */
proctype Expire() {
  byte l, e, i;

end:
  atomic {
    if
    :: leases[0].state == Pending && !leases[0].live -> l = 0
#if LEASES > 1
    :: leases[1].state == Pending && !leases[1].live -> l = 1
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

/* sweep-lease.ts, restart: takes a revocation from a run that overstayed. The machine's new run is a Run of its own. */
proctype Restart() {
  byte l, id;

end:
  atomic {
    leases[l].state == Revoking && leases[l].owner != 0 && !leases[l].ownerLive;
    id = leases[l].revocation
  }
  atomic {
    if
    :: leases[l].state == Revoking && leases[l].revocation == id && RESTART_FREE(l) ->
      printf("the revocation of lease %c is started again\n", NAME(l));
      leases[l].owner = 0;
      leases[l].ownerLive = 0
    :: else
    fi;
    id = 0
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
    fi;
    row = claims[p].row;
    o = claims[p].object;
    if
    :: !OBJECT_FIRST && row == QuarantinedRow -> goto drop
    :: else
    fi
  }
  atomic {
    kept = objects[o].there && ((row == QuarantinedRow && QUARANTINE_OURS(o)) || (row == WithheldRow && objects[o].mark == WithheldMark));
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
      printf("the claim row of prefix %d goes\n", p);
      claims[p].row = NoRow; claims[p].lease = 0; claims[p].object = 0;
      watch(0)
    :: else
    fi
  }
done:
  atomic { p = 0; o = 0; row = 0; was = 0; kept = 0 }
}

/* Any intent and any run may have overstayed at any moment. */
proctype Time() {
  byte l;

end:
  do
  :: atomic { leases[0].live -> leases[0].live = 0; callOver[caller[0]] = 1; printf("the intent of lease A is over\n") }
#if LEASES > 1
  :: atomic { leases[1].live -> leases[1].live = 0; callOver[caller[1]] = 1; printf("the intent of lease B is over\n") }
#endif
  :: atomic { (leases[0].ownerLive && RUN_OUTLIVES(leases[0].owner)) -> leases[0].ownerLive = 0; runOver[leases[0].owner] = 1; printf("the time of run %d is over\n", leases[0].owner) }
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

/* What a caller has long given up on. */
proctype Late() {
  byte c, o, p, l, e, i;
  mtype answer, rel;

end:
  do
  :: atomic { latePost[1] != 0 -> c = 1; landPost(c) }
#if CALLS > 1
  :: atomic { latePost[2] != 0 -> c = 2; landPost(c) }
#endif
#if CALLS > 2
  :: atomic { latePost[3] != 0 -> c = 3; landPost(c) }
#endif
  :: atomic { lateChange[1] != 0 -> c = 1; landChange(c) }
#if RUNS > 1
  :: atomic { lateChange[2] != 0 -> c = 2; landChange(c) }
#endif
#if RUNS > 2
  :: atomic { lateChange[3] != 0 -> c = 3; landChange(c) }
#endif
  od
}
