/* A revocation is put off or taken from its run, and the subscriber dials in again before the next one. */
#define LEASES 1
#define PREFIXES 1
#define OBJECTS 2
#define CALLS 1
#define RUNS 3
#define ANY_ORDER true
#define PROMPT_NETBOX
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"
#include "rest.pml"

/* Hours later: what a release had sent has been done or dropped by then. */
proctype Redial() {
end:
  atomic {
    (leases[0].state == Revoking && leases[0].owner == 0 && !session[0] && !releasing[1] && !releasing[2] &&
      !releasing[3]);
    session[0] = 1;
    printf("the subscriber dials in again\n")
  }
}

init {
  atomic {
    made = 1;
    objects[1].there = 1; objects[1].mark = EpochMark; objects[1].epoch = 1;
    leases[0].state = Allocated; leases[0].epoch = 1; leases[0].object = 1;
    claims[0].row = HeldRow; claims[0].object = 1;
    session[0] = 1;
    run Revoke(0, 1, Drop);
    run Run(1);
    run Run(2);
    run Run(3);
    run Restart();
    run Redial();
    run Time();
    run Rest()
  }
}
