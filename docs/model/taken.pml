/* The first prefix is claimed, and NetBox offers it: its last holder is between the DELETE and the end. */
#define LEASES 2
#define CALLS 2
#include "fences.pml"
#include "world.pml"
#include "allocate.pml"
#include "sweep.pml"
#include "rest.pml"

/* The end of the other revocation. */
proctype Other() {
  byte i;

  atomic {
    leases[1].state = Revoked; leases[1].object = 0;
    claims[0].row = NoRow; claims[0].lease = 0; claims[0].object = 0;
    printf("the last holder of prefix 0 ends\n")
  }
}

init {
  atomic {
    /* Its object was made first and is gone. */
    made = 1;
    leases[1].state = Revoking; leases[1].epoch = 1; leases[1].object = 1;
    claims[0].row = HeldRow; claims[0].lease = 1; claims[0].object = 1;
    run Call(1, 0, 1);
    run Call(2, 0, 2);
    run Other();
    run Look();
    run Time();
    run Rest()
  }
}
