/* A lease begins, ends in quarantine and begins again, under one prefix. */
#define LEASES 1
#define PREFIXES 2
#define CALLS 2
#define RUNS 1
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "revoke.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    run Call(1, 0, 1);
    run Revoke(0, 0, Quarantine);
    run Run(1);
    run Call(2, 0, 2);
    run SweepClaim();
    run Look();
    run Time();
    run Late();
    run Rest()
  }
}
