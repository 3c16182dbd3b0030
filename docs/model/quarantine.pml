/* One prefix in quarantine, two sweeps that end it, and a lease that takes it next and is quarantined in its turn. */
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
    objects[1].there = 1; objects[1].mark = QuarantineMark;
    leases[0].state = Revoked; leases[0].epoch = 1;
    claims[0].row = QuarantinedRow; claims[0].object = 1;
    run SweepClaim();
    run SweepClaim();
    run Call(1, 1, 1);
    run Revoke(1, 0, Quarantine);
    run Run(1);
    run Look();
    run Time();
    run Late();
    run Rest()
  }
}
