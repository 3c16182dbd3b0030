/* A lease is revoked with a Disconnect, and its prefix goes back to NetBox or stays withheld there, while another lease waits for its prefix. */
#define LEASES 2
#define PREFIXES 1
#define OBJECTS 3
#define CALLS 1
#define RUNS 1
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    made = 1;
    objects[1].there = 1; objects[1].mark = EpochMark; objects[1].epoch = 1;
    leases[0].state = Allocated; leases[0].epoch = 1; leases[0].object = 1;
    claims[0].row = HeldRow; claims[0].object = 1;
    session[0] = 1;
    if
    :: run Revoke(0, 1, Drop)
    :: run Revoke(0, 1, Withhold)
    fi;
    run Run(1);
    run Call(1, 1, 1);
    run SweepClaim();
    run Look();
    run Time();
    run Late();
    run Rest()
  }
}
