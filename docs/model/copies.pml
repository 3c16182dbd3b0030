/* A task of the machine is called twice at a time: two processes are one run. */
#define LEASES 1
#define PREFIXES 1
#define OBJECTS 2
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
    run Revoke(0, 1, Quarantine);
    run Run(1);
    run Run(1);
    run SweepClaim();
    run Time();
    run Late();
    run Rest()
  }
}
