/*
 * One prefix that two profiles name (shared/usecases/obtain-prefix.ts, preassigned). NetBox takes no lock for an exact
 * prefix: it looks, and then makes. The claim row is reserved before it is asked.
 */
#include "fences.pml"

#define CALLS 3
#define OBJECTS 3

#define Absent 0
#define NoRow 0
mtype = { Pending, Allocated, Failed };
mtype = { HeldRow, ReservedRow };

typedef Lease { mtype state; byte epoch; byte object; bit live };
typedef Object { bit there; byte lease; byte epoch };

Lease leases[2];
Object objects[OBJECTS + 1];
byte made;
/* The claim row of the prefix. */
mtype row;
byte rowLease, rowEpoch, rowObject;

#define NAME(l) ('A' + l)
#define IS_OF(o, l, e) (objects[o].there && objects[o].lease == l && objects[o].epoch == e)

inline find(o, l, e) {
  o = OBJECTS;
  do
  :: o > 0 && !IS_OF(o, l, e) -> o--
  :: else -> break
  od
}

inline watch() {
  PROMISE(oneTenure, leases[0].object == 0 || leases[1].object == 0);
  i = 0;
  do
  :: i < 2 ->
    PROMISE(claimed, leases[i].object == 0 || (row == HeldRow && rowLease == i && rowObject == leases[i].object));
    PROMISE(inService, leases[i].object == 0 || objects[leases[i].object].there);
    i++
  :: else -> break
  od;
  i = 0
}

inline dropRow() { row = NoRow; rowLease = 0; rowEpoch = 0; rowObject = 0; watch() }

proctype Call(byte me; byte l) {
  byte mine, o, i;

  atomic {
    if
    :: leases[l].state == Absent || leases[l].state == Failed || (leases[l].state == Pending && !leases[l].live) ->
      leases[l].epoch++;
      leases[l].state = Pending;
      leases[l].live = 1;
      mine = leases[l].epoch;
      printf("call %d begins epoch %d of lease %c\n", me, mine, NAME(l))
    :: else -> goto dead
    fi
  }
  atomic {
    MAY_DIE;
    if
    :: row == NoRow || RESERVE_MINE(l, mine) ->
      row = ReservedRow; rowLease = l; rowEpoch = mine; rowObject = 0;
      printf("call %d reserves the prefix\n", me);
      watch()
    :: else -> printf("call %d finds the prefix taken\n", me); goto failed
    fi
  }
  atomic { MAY_DIE; find(o, l, mine); if :: o != 0 -> goto settle :: else fi }
  atomic {
    MAY_DIE;
    /* NetBox looks whether the prefix is there. */
    o = OBJECTS;
    do
    :: o > 0 && !objects[o].there -> o--
    :: else -> break
    od;
    if
    :: o != 0 || made == OBJECTS -> o = 0; printf("call %d is answered that the prefix is there\n", me); goto failed
    :: else
    fi
  }
  atomic {
    made++;
    o = made;
    objects[o].there = 1; objects[o].lease = l; objects[o].epoch = mine;
    printf("NetBox makes object %d for lease %c, epoch %d\n", o, NAME(l), mine);
    MAY_DIE
  }
settle:
  skip;
  atomic {
    MAY_DIE;
    if
    :: leases[l].state == Pending && leases[l].epoch == mine && HOLD_MINE(l, mine) ->
      leases[l].state = Allocated; leases[l].object = o; leases[l].live = 0;
      row = HeldRow; rowLease = l; rowEpoch = mine; rowObject = o;
      printf("lease %c, epoch %d, holds the prefix by object %d\n", NAME(l), mine, o);
      watch()
    :: else -> printf("call %d was overtaken\n", me)
    fi;
    goto dead
  }
  /* allocate-prefix.ts: the reservation goes first, then the allocation fails. */
failed:
  skip;
  atomic {
    MAY_DIE;
    if
    :: row == ReservedRow && DROP_MINE(l, mine) -> printf("call %d drops the row\n", me); dropRow()
    :: else
    fi
  }
  atomic {
    if
    :: leases[l].state == Pending && leases[l].epoch == mine -> leases[l].state = Failed; leases[l].live = 0
    :: else
    fi
  }
dead:
  atomic { mine = 0; o = 0 }
}

/* shared/usecases/sweep-claim.ts, sweepReserved: the row is read, then its lease; dropped under the row's own values. */
proctype SweepReserved() {
  byte l, e, i;
  bit isNeeded;

end:
  atomic { row == ReservedRow -> l = rowLease; e = rowEpoch }
  atomic { isNeeded = RESERVED_NEEDED(l, e) }
  atomic {
    if
    :: !isNeeded && row == ReservedRow && DROP_MINE(l, e) -> printf("a sweep drops the row\n"); dropRow()
    :: else
    fi;
    l = 0; e = 0; isNeeded = 0
  }
}

/* An orphan check deletes what an older or an ended epoch left (world.pml and sweep.pml have all of it). */
proctype Look() {
  byte o, i;

end:
  atomic {
    if
    :: objects[1].there -> o = 1
    :: objects[2].there -> o = 2
    :: objects[3].there -> o = 3
    fi;
    if
    :: leases[objects[o].lease].object != o && (objects[o].epoch < leases[objects[o].lease].epoch ||
        leases[objects[o].lease].state != Pending) ->
      printf("a sweep deletes object %d\n", o);
      objects[o].there = 0; objects[o].lease = 0; objects[o].epoch = 0
    :: else
    fi;
    o = 0
  }
}

proctype Time() {
end:
  do
  :: atomic { leases[0].live -> leases[0].live = 0 }
  :: atomic { leases[1].live -> leases[1].live = 0 }
  od
}

init {
  atomic {
    run Call(1, 0);
    run Call(2, 0);
    run Call(3, 1);
    run SweepReserved();
    run Look();
    run Time()
  }
}
