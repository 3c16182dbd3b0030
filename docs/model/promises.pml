/*
 * What the protocol promises. PROMISE(name, condition) fails with the name in its text. The names are false for ever and
 * no part of a state.
 */
#ifndef TRACE
#define PROMISE(name, condition) assert((condition) || name)
#else
#define PROMISE(name, condition) skip
#endif

/* No prefix is in two open tenures. */
hidden byte oneTenure;
/* A prefix in service is in NetBox under the mark of its lease's epoch. */
hidden byte inService;
/* A prefix that a lease holds is claimed by that lease and that object. */
hidden byte claimed;
/* No sweep deletes the object of a lease that holds it, or one that its claim row keeps out of first-fit's reach. */
hidden byte nobodysAlone;
/* Nothing is deleted or changed that another deployment made or somebody took over by hand. */
hidden byte oursAlone;
/* No release reaches a prefix that is in service. */
hidden byte notInService;
/* A prefix is released, and a lease revoked, only when its session is gone or an operator has said that it may go. */
hidden byte sessionGone;
/* A revoked lease has no object, unless its release keeps it out of first-fit's reach. */
hidden byte releasedFirst;
/* An allocation is its caller's and a revocation its run's until its time has passed or the lease is told to end. */
hidden byte ownTime;
/* An allocation that ends without a prefix takes no lease out of service. */
hidden byte keepsService;
/* NetBox is not asked for a prefix that it has had for this epoch since before the call. */
hidden byte noBlindPost;
/* No allocation fails for want of a prefix that NetBox has for its epoch, or while one is nobody's. */
hidden byte findsPrefix;
/* A revocation can end. */
hidden byte canEnd;
/* When nobody moves and the sweeps have run, no object and no claim row is left that is nobody's. */
hidden byte nothingLeft;
/* An older CoA is not applied after a newer one. */
hidden byte inOrder;
/* No CoA is applied after the prefix was released. */
hidden byte quietAfterRelease;
/* A CoA that is recorded as acknowledged was applied. */
hidden byte trueRecord;
/* Pools that overlap delegate one length. */
hidden byte oneLength;
