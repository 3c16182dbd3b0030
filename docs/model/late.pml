/* A revocation that was given up is asked for again with another end, and a NetBox of any age does what the first one sent. */
#define LEASES 1
#define PREFIXES 1
#define OBJECTS 2
#define CALLS 1
#define RUNS 2
#define HONEST_TIME
#define ETAGS etags
bool etags;
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    if :: etags = true :: etags = false fi;
    made = 1;
    objects[1].there = 1; objects[1].mark = EpochMark; objects[1].epoch = 1;
    leases[0].state = Allocated; leases[0].epoch = 1; leases[0].object = 1;
    claims[0].row = HeldRow; claims[0].object = 1;
    if
    :: run Revoke(0, 0, Withhold); run Revoke(0, 0, Quarantine)
    :: run Revoke(0, 0, Withhold); run Revoke(0, 0, Drop)
    fi;
    run Run(1);
    run Run(2);
    run SweepClaim();
    run Time();
    run Late();
    run Rest()
  }
}
