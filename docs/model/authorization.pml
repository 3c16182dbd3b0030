/*
 * One lease's one sending slot: shared/domain/authorization.ts. Who sends its CoAs: shared/usecases/authorize-session.ts.
 * A revocation that waits for the slot or takes it: shared/usecases/disconnect-session.ts. What is sent is applied by the
 * router when it arrives.
 */
#include "fences.pml"

#define SENDERS 3
#define DISCONNECT 9

mtype = { Ack, Silence };

/* authorization: id 0 where there is none. */
byte wanted, attempt;
bit settled;
/* slot: 0 where there is none. `holder` is whose it is: a sender, or SENDERS + 1 for the revocation. */
byte slotId, slotAttempt, holder;
bit slotOver;
bit isRevoking, isReleased;

/* By sender: what is on its way to the router, and whether its exchange is going on. The last of them is the run. */
byte flying[SENDERS + 2];
bit answered[SENDERS + 2];
bit sending[SENDERS + 2];
byte applied;

inline freeSlot() { slotId = 0; slotAttempt = 0; holder = 0; slotOver = 0 }

#define SLOT_IS(id, n) (slotId == id && slotAttempt == n)

/* The subscriber's service is changed twice more, or ended; each supersedes what is under way. */
proctype Transitions() {
  atomic { wanted = 2; attempt = 0; settled = 0; printf("CoA 2 is asked for\n") }
  atomic {
    wanted = 0; attempt = 0; settled = 0; isRevoking = 1;
    printf("the lease is to be revoked\n")
  }
}

proctype Sender(byte me) {
  byte id, n;
  mtype answer;

end:
  atomic {
    (wanted != 0 && !settled);
    id = wanted;
    n = attempt
  }
  atomic {
    if
    :: COA_WANTED(id) && SLOT_ATTEMPT(n) && SLOT_FREE ->
      slotId = id; slotAttempt = n + 1; holder = me; slotOver = 0;
      sending[me] = 1;
      printf("sender %d takes the slot for CoA %d\n", me, id);
      if
      :: wanted == id -> attempt = n + 1
      :: else
      fi;
      n++
    :: else -> goto done
    fi
  }
  atomic {
    if
    :: flying[me] = id; printf("sender %d sends CoA %d\n", me, id)
    :: sending[me] = 0; printf("sender %d dies\n", me); goto done
    fi
  }
  if
  :: atomic { flying[me] == 0 ->
      sending[me] = 0;
      answer = (answered[me] -> Ack : Silence);
      answered[me] = 0
    }
  :: atomic { wanted != id && flying[me] != 0 ->
      printf("sender %d finds CoA %d superseded and stops\n", me, id);
      sending[me] = 0;
      if
      :: KEEP_SLOT -> goto done
      :: else -> answer = Silence; goto release
      fi
    }
  :: sending[me] = 0 -> goto done
  fi;
  atomic {
    if
    :: RECORD_SLOT(id, n) && RECORD_ID(id) && wanted != 0 && !settled ->
      printf("sender %d records %e for CoA %d\n", me, answer, wanted);
      PROMISE(trueRecord, answer != Ack || applied == wanted);
      settled = 1;
      freeSlot();
      goto done
    :: else
    fi
  }
release:
  skip;
  atomic {
    if
    :: RELEASE_SLOT(id, n) -> printf("sender %d gives the slot back\n", me); freeSlot()
    :: else
    fi
  }
done:
  atomic { id = 0; n = 0; answer = 0 }
}

/* A run of the revocation: with a Disconnect it takes the slot, without one it waits until the slot is free. */
proctype Run() {
end:
  isRevoking;
  if
  :: atomic { SLOT_WAITED -> printf("the run finds the slot free\n") }
  :: atomic { DISCONNECT_SLOT -> slotId = DISCONNECT; slotAttempt = 1; holder = SENDERS + 1; slotOver = 0 };
    atomic { printf("the router ends the session\n"); flying[SENDERS + 1] = 0 };
    atomic {
      if
      :: SLOT_IS(DISCONNECT, 1) -> freeSlot()
      :: else
      fi
    }
  fi;
  atomic { isReleased = 1; printf("the prefix is released\n") }
}

/* What is on its way arrives, or is lost. */
proctype Router() {
  byte c;

end:
  do
  :: atomic {
      if
      :: flying[1] != 0 -> c = 1
      :: flying[2] != 0 -> c = 2
      :: flying[3] != 0 -> c = 3
      fi;
      if
      :: printf("the router applies CoA %d\n", flying[c]);
        PROMISE(inOrder, flying[c] >= applied);
        PROMISE(quietAfterRelease, !isReleased);
        applied = flying[c];
        answered[c] = 1
      :: true
      fi;
      flying[c] = 0;
      c = 0
    }
  od
}

proctype Time() {
end:
  do
  :: atomic { (slotId != 0 && !slotOver && SLOT_OUTLIVES) -> slotOver = 1; printf("the time of the slot is over\n") }
  od
}

init {
  atomic {
    wanted = 1;
    run Transitions();
    run Sender(1);
    run Sender(2);
    run Sender(3);
    run Run();
    run Router();
    run Time()
  }
}
