/* Two leases and one prefix; and an object that another deployment on the same NetBox holds. */
#define LEASES 3
#define CALLS 2
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "sweep.pml"
#include "rest.pml"

init {
  atomic {
    made = 1;
    foreign = 1;
    objects[1].there = 1; objects[1].mark = EpochMark; objects[1].lease = 2; objects[1].epoch = 1;
    run Call(1, 0, 1);
    run Call(2, 1, 2);
    run Look();
    run Time();
    run Late();
    run Rest()
  }
}
