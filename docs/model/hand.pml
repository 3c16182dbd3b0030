/* Somebody edits an object of ours in NetBox by hand, while it is released or in quarantine: it is theirs then. */
#define LEASES 1
#define PREFIXES 1
#define OBJECTS 2
#define CALLS 1
#define RUNS 2
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"
#include "rest.pml"

proctype Hand() {
end:
  atomic {
    (!SERVES(0) && objects[1].there);
    objects[1].mark = HandMark; objects[1].lease = 0; objects[1].epoch = 0;
    printf("somebody takes object 1 over in NetBox\n")
  }
}

init {
  atomic {
    made = 1;
    objects[1].there = 1; objects[1].mark = EpochMark; objects[1].epoch = 1;
    leases[0].state = Allocated; leases[0].epoch = 1; leases[0].object = 1;
    claims[0].row = HeldRow; claims[0].object = 1;
    if
    :: run Revoke(0, 0, Quarantine)
    :: run Revoke(0, 0, Withhold)
    :: run Revoke(0, 0, Drop)
    fi;
    run Run(1);
    run Run(2);
    run Hand();
    run SweepClaim();
    run Time();
    run Late();
    run Rest()
  }
}
