/*
 * shared/usecases/allocate-prefix.ts with shared/usecases/obtain-prefix.ts. A call may die before each step. What begins
 * or judges a lease under `unchanged(lease)`, and decides again on what it then finds, is one step.
 */

#define MAX_EPOCHS 3

inline beginLife(l, me, mineKey) {
  leases[l].epoch = EPOCH_OF_NEXT(l);
  leases[l].state = Pending;
  leases[l].key = mineKey;
  leases[l].live = 1;
  leases[l].tries = 0;
  caller[l] = me;
  SEEN(BEGINS, l, mineKey);
  printf("call %d begins epoch %d of lease %c\n", me, leases[l].epoch, NAME(l))
}

inline resumeLife(l, me, mineKey) {
  leases[l].live = 1;
  caller[l] = me;
  SEEN(RESUMES, l, mineKey);
  printf("call %d resumes epoch %d of lease %c\n", me, leases[l].epoch, NAME(l))
}

/* An allocation is its caller's until its time has passed or the lease was told to end. */
inline overtaken(me) {
  printf("call %d was overtaken\n", me);
  PROMISE(ownTime, callOver[me])
}

/* A repeat under the same key may find that the call it repeats was only slow, and ends in its stead. */
inline endsForTwin(l, me, mineKey) {
  if
  :: caller[l] != me && leases[l].key == mineKey -> callOver[caller[l]] = 1
  :: else
  fi
}

/* Ends an allocation without a prefix: `me` is the call that does so, 0 the sweeper. */
inline failAllocation(l, me) {
  printf("the allocation of lease %c, epoch %d, fails\n", NAME(l), leases[l].epoch);
  PROMISE(keepsService, !SERVES(l));
  PROMISE(ownTime, caller[l] == 0 || caller[l] == me || callOver[caller[l]]);
  leases[l].state = Failed;
  endIntent(l);
  SEEN(FAILS, l, 0)
}

inline endIntent(l) {
  leases[l].live = 0;
  leases[l].key = 0;
  leases[l].tries = 0;
  caller[l] = 0
}

/* NetBox offered what the table says is somebody's, each time: then there was nothing else to offer. */
inline assertNoneFree(taken) {
  p = 0;
  do
  :: taken && p < PREFIXES -> o = 1;
    do
    :: o <= OBJECTS && !(objects[o].there && objects[o].prefix == p) -> o++
    :: else -> break
    od;
    PROMISE(findsPrefix, claims[p].row != NoRow || o <= OBJECTS);
    p++
  :: else -> break
  od
}

/* The transaction of finishAllocation: the lease and the claim row, both or neither. */
inline finishAllocation(l, mine, o, p) {
  leases[l].state = Allocated;
  leases[l].object = o;
  leases[l].prefix = p;
  endIntent(l);
  claims[p].row = HeldRow;
  claims[p].lease = l;
  claims[p].object = o;
  SEEN(ALLOCATES, l, p);
  printf("lease %c, epoch %d, holds prefix %d by object %d\n", NAME(l), mine, p, o);
  watch(l)
}

/* One read of the lease for removeOrphan: whether it says that the object of this epoch is nobody's. */
inline readLease(l, o, e, isDead, known) {
  known = (leases[l].state != Absent);
  isDead = !known || DEAD_OLDER(e, leases[l].epoch) ||
    (DEAD_ENDED(e, leases[l].epoch) && DEAD_PENDING(leases[l].state) && DEAD_HELD(o, leases[l].object))
}

/* One read of the claim row: it may say that the object is somebody's after all, or that nothing is known of it. */
inline readClaim(p, o, isDead, known) {
  isDead = isDead && DEAD_CLAIM(o, claims[p].object) && !UNKNOWN_LEFT(known, claims[p].row)
}

proctype Call(byte me; byte l; byte mineKey) {
  byte mine, tries, o, p, i;
  mtype answer;
  bit left, own, taken, isDead, known;

  atomic {
    callLease[me] = l;
    if
    :: leases[l].state == Pending && INTENT_IS_OVER(l) && leases[l].key == mineKey ->
      resumeLife(l, me, mineKey);
      mine = leases[l].epoch;
      tries = leases[l].tries;
      objectOf(o, l, mine);
      left = (o != 0);
      o = 0
    :: (leases[l].state == Pending && INTENT_IS_OVER(l) && leases[l].key != mineKey) || leases[l].state == Absent ||
       leases[l].state == Revoked || (leases[l].state == Failed && leases[l].object == 0) ->
      beginLife(l, me, mineKey);
      mine = leases[l].epoch
    :: else -> goto dead
    fi
  }

search:
  skip;
  atomic {
    MAY_DIE;
    if
    :: SEARCHES_FIRST -> findByClaim(o, l, mine)
    :: else
    fi;
    if
    :: o != 0 -> p = objects[o].prefix; printf("call %d finds object %d\n", me, o); goto settle
    :: else
    fi
  }
  atomic {
    MAY_DIE;
    objectOf(o, l, mine);
    PROMISE(noBlindPost, !left || o == 0);
    left = 0;
    if
    :: postNext(l, mine, answer, o, p);
      if
      :: answer == Exhausted -> objectOf(o, l, mine); own = (o != 0); o = 0
      :: answer == Made
      :: answer == Made -> answer = Unknown; o = 0
      :: else -> answer = Unknown
      fi
    :: latePost[me] == 0 -> latePost[me] = mine; answer = Unknown
    fi;
    printf("call %d is answered %e\n", me, answer);
    if
    :: answer == Made -> goto settle
    :: else -> p = 0
    fi
  }
  atomic {
    MAY_DIE;
    if
    :: SEARCHES_AGAIN -> findByClaim(o, l, mine)
    :: else
    fi;
    if
    :: o != 0 -> p = objects[o].prefix; printf("call %d finds object %d\n", me, o)
    :: o == 0 && answer == Exhausted -> goto failed
    :: else -> goto dead
    fi
  }

settle:
  skip;
  atomic {
    MAY_DIE;
    left = 0; own = 0; answer = 0;
    if
    :: FINISH_PENDING(l) && FINISH_EPOCH(l, mine) && CLAIM_IS_ABSENT(p) ->
      endsForTwin(l, me, mineKey);
      finishAllocation(l, mine, o, p);
      goto dead
    :: FINISH_PENDING(l) && FINISH_EPOCH(l, mine) && !CLAIM_IS_ABSENT(p) ->
      printf("call %d finds prefix %d claimed\n", me, p);
      o = 0; p = 0
    :: else ->
      if
      :: leases[l].object == o -> goto dead
      :: else -> overtaken(me); goto remove
      fi
    fi
  }
  atomic {
    MAY_DIE;
    tries++;
    if
    :: tries >= MAX_EPOCHS -> taken = 1; goto failed
    :: tries < MAX_EPOCHS && leases[l].state == Pending && RENEW_MINE(l, mine) ->
      endsForTwin(l, me, mineKey);
      mine = RENEWED_EPOCH(mine);
      leases[l].epoch = mine;
      leases[l].tries = tries;
      SEEN(RENEWS, l, 0);
      printf("call %d renews: epoch %d of lease %c\n", me, mine, NAME(l));
      goto search
    :: else -> overtaken(me); goto dead
    fi
  }

failed:
  skip;
  atomic {
    MAY_DIE;
    if
    :: FAIL_PENDING(l) && FAIL_EPOCH(l, mine) ->
      PROMISE(findsPrefix, !own);
      assertNoneFree(taken);
      endsForTwin(l, me, mineKey);
      failAllocation(l, me)
    :: else -> overtaken(me)
    fi;
    goto dead
  }

remove:
  skip;
  atomic { MAY_DIE; readLease(l, o, mine, isDead, known) }
  atomic { MAY_DIE; readClaim(p, o, isDead, known) }
  atomic {
    MAY_DIE;
    if
    :: isDead -> deleteUnowned(o)
    :: else
    fi
  }

dead:
  atomic { mine = 0; tries = 0; o = 0; p = 0; answer = 0; left = 0; own = 0; isDead = 0; known = 0; taken = 0 }
}
