/* One call and its repeat, and a sweep that ends what nobody resumes. */
#define LEASES 1
#define CALLS 2
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    run Call(1, 0, 1);
    run Call(2, 0, 1);
    run Expire();
    run Expire();
    run Look();
    run Time();
    run Late();
    run Rest()
  }
}
