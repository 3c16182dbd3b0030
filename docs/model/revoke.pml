/*
 * shared/usecases/start-revocation.ts and the revoke machine: claim-revocation.ts, disconnect-session.ts,
 * release-prefix.ts, finish-revocation.ts, record-failure.ts. A run may die before each step; any number of copies of it
 * may be about, and none of them knows that its time has passed.
 */

/* The judgement of start-revocation.ts and its write: one step, as beginRevoke is fenced by the version it judged. */
proctype Revoke(byte l; bit disconnect; mtype release) {
end:
  atomic {
    (leases[l].state == Pending || leases[l].state == Allocated || leases[l].state == Failed);
    if
    :: caller[l] != 0 -> callOver[caller[l]] = 1
    :: else
    fi;
    endIntent(l);
    leases[l].state = Revoking;
    leases[l].revocation++;
    leases[l].disconnect = disconnect;
    leases[l].disconnected = 0;
    leases[l].release = release;
    leases[l].owner = 0;
    leases[l].ownerLive = 0;
    if
    :: disconnect -> word[l] = 0
    :: else -> word[l] = 1
    fi;
    SEEN(REVOKES, l, 3 * disconnect + (release == Drop -> 0 : (release == Quarantine -> 1 : 2)));
    printf("lease %c is to be revoked: revocation %d, %e\n", NAME(l), leases[l].revocation, release)
  }
}

/* A scenario may call the release by itself, as whoever drives the machine by hand. */
#ifndef ANY_ORDER
#define ANY_ORDER false
#endif

/*
 * What a task throws, or does not answer, the machine records as a failure, be the task done or not; at first it calls the
 * task again.
 */
#define MAY_THROW if :: true :: true -> goto dead :: true -> goto failure fi

/* A revocation is its run's until its time has passed. */
inline superseded(me) {
  printf("run %d is superseded\n", me);
  PROMISE(ownTime, runOver[me])
}

/* Where a release went by the prefix, it would find whatever is there now. */
inline byPrefix(o, p) {
  i = o;
  o = 1;
  do
  :: o <= OBJECTS && !(objects[o].there && RELEASES(o, i, p)) -> o++
  :: else -> break
  od;
  if
  :: o > OBJECTS -> o = i
  :: else
  fi;
  i = 0
}

/* The machine: `me` is the execution. The event that starts it names a revocation that was there, and may come twice. */
proctype Run(byte me) {
  byte l, id, o, e, p, i;
  mtype answer, mark, rel;

#ifdef TRACE
again:
#endif
end:
  atomic {
    if
    :: leases[0].state == Revoking -> l = 0
#if LEASES > 1
    :: leases[1].state == Revoking -> l = 1
#endif
#if LEASES > 2
    :: leases[2].state == Revoking -> l = 2
#endif
    fi;
    id = leases[l].revocation
  }
  atomic {
    MAY_DIE;
    if
    :: leases[l].state == Revoking && RUN_ID(l, id) && RUN_FREE(l, me) ->
      leases[l].owner = me;
      leases[l].ownerLive = 1;
      atWork[me] = 1;
      SEEN(CLAIMS_RUN, l, me);
      printf("run %d claims revocation %d of lease %c\n", me, leases[l].revocation, NAME(l))
    :: else -> goto dead
    fi
  }

  /* disconnect-session.ts */
ask:
  skip;
  atomic {
    MAY_THROW;
    if
    :: !IS_RUN_OF(l, id, me) -> superseded(me); goto dead
    :: IS_RUN_OF(l, id, me) && (!leases[l].disconnect || leases[l].disconnected) -> goto release
    :: IS_RUN_OF(l, id, me) && leases[l].disconnect && !leases[l].disconnected
    :: ANY_ORDER -> goto release
    fi
  }
  atomic {
    MAY_THROW;
    if
    :: session[l] -> session[l] = 0; answer = Ack
    :: session[l] -> session[l] = 0; answer = Silence
    :: session[l] -> answer = Refused
    :: !session[l] -> answer = NoSession
    :: answer = Silence
    fi;
    printf("the router answers the Disconnect of run %d: %e\n", me, answer);
    if
    :: IS_GONE(answer)
    :: IS_GONE(answer) -> answer = 0; goto ask
    :: else -> answer = 0; goto failure
    fi
  }
  atomic {
    MAY_THROW;
    answer = 0;
    if
    :: RECORD_MINE(l, id, me) -> leases[l].disconnected = 1; SEEN(RECORDS, l, 0); printf("run %d records that the session is gone\n", me)
    :: else -> superseded(me); goto dead
    fi
  }

  /* release-prefix.ts */
release:
  skip;
  atomic {
    MAY_THROW;
    if
    :: !RELEASE_MINE(l, id, me) -> superseded(me); goto dead
    :: else
    fi;
    o = leases[l].object;
    p = leases[l].prefix;
    e = leases[l].epoch;
    rel = leases[l].release;
    releasing[me] = 1;
    if
    :: o == 0 -> goto finish
    :: o != 0 && !RELEASE_DISCONNECTED(l) -> goto failure
    :: else
    fi
  }
  atomic {
    MAY_THROW;
    if
    :: !objects[o].there -> goto finish
    :: objects[o].there && !RELEASE_OURS(o, l, e) -> goto failure
    :: else -> mark = objects[o].mark
    fi
  }
  atomic {
    MAY_THROW;
    byPrefix(o, p);
    if
    :: !objects[o].there -> goto finish
    :: objects[o].there && IF_MATCH(o, mark) ->
      releaseObject(o, l, rel);
      if
      :: true -> goto finish
      :: true -> goto release
      :: true -> goto failure
      fi
    :: objects[o].there && !IF_MATCH(o, mark) -> goto failure
#ifndef PROMPT_NETBOX
    :: objects[o].there && lateChange[me] == 0 ->
      lateChange[me] = o; lateMark[me] = mark; lateRelease[me] = rel; lateLease[me] = l;
      printf("NetBox does not answer run %d\n", me);
      if
      :: RELEASE_KNOWN -> goto finish
      :: !RELEASE_KNOWN -> goto failure
      :: !RELEASE_KNOWN -> goto release
      fi
#endif
    fi
  }

  /* finish-revocation.ts: the lease is read, and the claim's end worked out from it. */
finish:
  skip;
  atomic {
    MAY_THROW;
    mark = 0; e = 0;
    if
    :: leases[l].state == Revoked && leases[l].revocation == id -> goto dead
    :: leases[l].state == Revoked && leases[l].revocation != id -> superseded(me); goto dead
    :: leases[l].state != Revoked && !IS_RUN_OF(l, id, me) -> superseded(me); goto dead
    :: else -> o = leases[l].object; p = leases[l].prefix; rel = leases[l].release
    fi
  }
  atomic {
    MAY_THROW;
    if
    :: leases[l].state == Revoking && FINISH_RUN(l, id, me) ->
      PROMISE(claimed, o == 0 || claims[p].object == o);
      runOver[me] = 1;
      endLease(l, o, p, rel)
    :: else -> superseded(me)
    fi;
    goto dead
  }

  /* record-failure.ts: time may mend it, or not. */
failure:
  skip;
  atomic {
    MAY_DIE;
    releasing[me] = 0;
    o = 0; p = 0; e = 0; mark = 0; rel = 0;
    if
    :: !IS_RUN_OF(l, id, me) -> superseded(me); goto dead
    :: else
    fi
  }
  atomic {
    MAY_DIE;
    if
    :: leases[l].state == Revoking && END_RUN(l, id, me) ->
      PROMISE(ownTime, leases[l].owner == 0 || leases[l].owner == me || runOver[leases[l].owner]);
      runOver[me] = 1;
      leases[l].disconnected = STILL_DISCONNECTED(l);
      leases[l].owner = 0;
      leases[l].ownerLive = 0;
      if
      :: SEEN(PUTS_OFF, l, 0); printf("run %d puts the revocation of lease %c off\n", me, NAME(l))
      :: leases[l].state = Failed; SEEN(GIVES_UP, l, 0); printf("run %d gives the revocation of lease %c up\n", me, NAME(l))
      fi
    :: else -> superseded(me)
    fi
  }

dead:
  atomic { atWork[me] = 0; releasing[me] = 0; l = 0; id = 0; o = 0; e = 0; p = 0; answer = 0; mark = 0; rel = 0 }
#ifdef TRACE
  if
  :: goto again
  :: true
  fi
#endif
}
