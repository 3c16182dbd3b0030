/* Three calls for one lease, two of them under one key, and two prefixes. */
#define LEASES 1
#define CALLS 3
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    run Call(1, 0, 1);
    run Call(2, 0, 1);
    run Call(3, 0, 2);
    run Time();
    run Late();
    run Rest()
  }
}
