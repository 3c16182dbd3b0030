/*
 * Two grants of pools that overlap and delegate different lengths (shared/adapters/dynamo-pools.ts, putPool): prefixes of
 * one length cannot overlap, those of two can.
 */
#include "fences.pml"

byte version;
byte granted[2];

proctype PutPool(byte pool; byte length) {
  byte seen;
  bit clashes;

again:
  atomic {
    seen = version;
    clashes = (granted[1 - pool] != 0 && granted[1 - pool] != length)
  }
  if
  :: clashes && OVERLAP_REFUSED -> printf("the grant of pool %d is refused\n", pool); goto done
  :: else
  fi;
  atomic {
    if
    :: REGISTRY_VERSION(seen) ->
      version++;
      granted[pool] = length;
      printf("pool %d is granted for /%d\n", pool, length);
      PROMISE(oneLength, granted[1 - pool] == 0 || granted[1 - pool] == length)
    :: else -> goto again
    fi
  }
done:
  skip
}

init {
  atomic {
    run PutPool(0, 56);
    run PutPool(1, 60)
  }
}
