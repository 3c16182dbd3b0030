/*
 * When nobody moves any more, everything is well again, and the sweeps have run once: then nothing is left that is
 * nobody's. `timeout` holds where no other process can move.
 */

inline settleLease(l) {
  if
  :: leases[l].state == Pending -> failAllocation(l, 0)
  :: leases[l].state == Revoking ->
    session[l] = 0;
    o = leases[l].object;
    p = leases[l].prefix;
    rel = leases[l].release;
    if
    :: o == 0 || !objects[o].there -> endLease(l, o, p, rel)
    :: o != 0 && objects[o].there && objects[o].mark == HandMark
    :: o != 0 && objects[o].there && objects[o].mark != HandMark ->
      PROMISE(canEnd, RELEASE_OURS(o, l, leases[l].epoch));
      releaseObject(o, l, rel);
      endLease(l, o, p, rel)
    fi
  :: else
  fi
}

inline settleClaim(p) {
  o = claims[p].object;
  if
  :: claims[p].row == QuarantinedRow ->
    if
    :: objects[o].there && IS_WITHDRAWN_MARK(o, QuarantinedRow) -> endQuarantineObject(o)
    :: else
    fi;
    claims[p].row = NoRow; claims[p].lease = 0; claims[p].object = 0
  :: claims[p].row == WithheldRow && !(objects[o].there && IS_WITHDRAWN_MARK(o, WithheldRow)) ->
    claims[p].row = NoRow; claims[p].lease = 0; claims[p].object = 0
  :: else
  fi
}

inline reconcile(o) {
  if
  :: objects[o].there && objects[o].mark != HandMark ->
    if
    :: objects[o].mark == EpochMark ->
      l = objects[o].lease;
      e = objects[o].epoch;
      readLease(l, o, e, isDead, known)
    :: else -> isDead = 1; known = 0
    fi;
    p = objects[o].prefix;
    readClaim(p, o, isDead, known);
    if
    :: isDead -> deleteUnowned(o)
    :: else
    fi
  :: else
  fi
}

/* An object that is there is held, withheld, or somebody else's by now; a claim row is held or withheld. */
inline assertNothingLeft() {
  k = 1;
  do
  :: k <= OBJECTS ->
    PROMISE(nothingLeft, !objects[k].there || objects[k].mark == HandMark || k == foreign ||
      claims[objects[k].prefix].object == k);
    k++
  :: else -> break
  od;
  k = 0;
  do
  :: k < PREFIXES ->
    PROMISE(nothingLeft, claims[k].row == NoRow || claims[k].row == WithheldRow ||
      (claims[k].row == HeldRow && leases[claims[k].lease].object == claims[k].object));
    k++
  :: else -> break
  od
}

proctype Rest() {
  byte o, p, l, e, i, k;
  mtype rel;
  bit isDead, known;

  atomic {
    timeout;
    printf("nobody moves any more; the sweeps run\n");
    k = 0;
    do
    :: k < LEASES -> settleLease(k); k++
    :: else -> break
    od;
    k = 0;
    do
    :: k < PREFIXES -> settleClaim(k); k++
    :: else -> break
    od;
    k = 1;
    do
    :: k <= OBJECTS -> reconcile(k); k++
    :: else -> break
    od;
    assertNothingLeft()
  }
}
