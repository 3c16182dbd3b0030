/*
 * What the processes share: the table, NetBox, and the access router's sessions. One statement of a process that touches
 * them is one DynamoDB transaction, one NetBox call or one exchange with the router. A scenario sets the sizes first.
 */

#ifndef LEASES
#define LEASES 2
#endif
#ifndef PREFIXES
#define PREFIXES 2
#endif
#ifndef OBJECTS
#define OBJECTS 4
#endif
#ifndef CALLS
#define CALLS 2
#endif
#ifndef RUNS
#define RUNS 2
#endif

/* Allocated stands for active and suspended as well: the protocol does not tell them apart. */
#define Absent 0
#define NoRow 0
mtype = { Pending, Allocated, Revoking, Revoked, Failed };
mtype = { HeldRow, QuarantinedRow, WithheldRow };
mtype = { EpochMark, QuarantineMark, WithheldMark, HandMark };
mtype = { Drop, Quarantine, Withhold };
mtype = { Ack, NoSession, Refused, Silence };
mtype = { Made, Duplicate, Exhausted, Unknown };

/* shared/domain/lease.ts. `object` 0: no prefix is held. Times are bits: whether they have passed. */
typedef Lease {
  mtype state;
  byte epoch;
  byte object;
  byte prefix;
  byte key;
  bit live;
  byte tries;
  byte revocation;
  bit disconnect;
  bit disconnected;
  mtype release;
  byte owner;
  bit ownerLive
};

/* shared/domain/claim.ts: the row of a prefix. */
typedef Claim { mtype row; byte lease; byte object };

/* shared/usecases/netbox.ts: a prefix in NetBox, with the epoch that its claim field names. */
typedef Object { bit there; byte prefix; mtype mark; byte lease; byte epoch };

Lease leases[LEASES];
Claim claims[PREFIXES];
Object objects[OBJECTS + 1];
byte made;

/* What NetBox was sent and has not done yet, the sender long gone: by call, and by run. */
byte latePost[CALLS + 1];
byte lateChange[RUNS + 1];
mtype lateRelease[RUNS + 1];
mtype lateMark[RUNS + 1];
byte lateLease[RUNS + 1];

/* The session of a lease at its router, and whether an operator has said that it does not matter. */
bit session[LEASES];
bit word[LEASES];

/* Not part of the protocol: by call and by run, whether its time has passed or it was told to end, or has ended it itself. */
byte caller[LEASES];
byte callLease[CALLS + 1];
bit callOver[CALLS + 1];
bit runOver[RUNS + 1];
/* By run: whether a function of it is at work; and between its reading of the lease and its last call to NetBox. */
bit atWork[RUNS + 1];
bit releasing[RUNS + 1];
/* An object of another deployment on the same NetBox; 0: there is none. */
byte foreign;

#define NAME(l) ('A' + l)
#define SERVES(l) (leases[l].state == Allocated)
#define IS_RUN_OF(l, i, r) (leases[l].state == Revoking && leases[l].revocation == i && leases[l].owner == r)

#define IS_OF(o, l, e) (objects[o].there && objects[o].mark == EpochMark && objects[o].lease == l && objects[o].epoch == e)

/* Whether NetBox has an object of an epoch: what is true, not what a search answers. 0 where it has none. */
inline objectOf(found, l, e) {
  found = OBJECTS;
  do
  :: found > 0 && !IS_OF(found, l, e) -> found--
  :: else -> break
  od
}

/* findByClaim: 0 where the search finds nothing. One epoch has at most one object. */
inline findByClaim(found, l, e) {
  found = OBJECTS;
  do
  :: found > 0 && !(objects[found].there && IS_MARKED(found, l, e)) -> found--
  :: else -> break
  od
}

/* The first free prefix: NetBox knows of objects, not of claims. PREFIXES where there is none. */
inline firstFit(offered, o) {
  offered = 0;
  o = 1;
  do
  :: offered < PREFIXES && o <= OBJECTS && objects[o].there && objects[o].prefix == offered -> offered++; o = 1
  :: offered < PREFIXES && o <= OBJECTS && !(objects[o].there && objects[o].prefix == offered) -> o++
  :: else -> break
  od
}

/* POST available-prefixes under NetBox's lock: the field's uniqueness holds there. */
inline postNext(l, e, answer, o, p) {
  firstFit(p, o);
  if
  :: p == PREFIXES -> answer = Exhausted; o = 0
  :: else ->
    objectOf(o, l, e);
    if
    :: o > 0 -> answer = Duplicate; o = 0
    :: o == 0 && made < OBJECTS ->
      made++;
      o = made;
      objects[o].there = 1;
      objects[o].prefix = p;
      objects[o].mark = EpochMark;
      objects[o].lease = l;
      objects[o].epoch = e;
      answer = Made;
      SEEN(MAKES, l, p);
      printf("NetBox makes object %d on prefix %d for lease %c, epoch %d\n", o, p, NAME(l), e)
    :: else -> answer = Unknown
    fi
  fi
}

inline forget(o) {
  objects[o].there = 0;
  objects[o].prefix = 0;
  objects[o].mark = 0;
  objects[o].lease = 0;
  objects[o].epoch = 0
}

/* DELETE by whoever believes that the object is nobody's. */
inline deleteUnowned(o) {
  if
  :: objects[o].there ->
    printf("NetBox deletes object %d\n", o);
    assertUnowned(o);
    SEEN(DELETES, o, 0);
    forget(o)
  :: else
  fi
}

inline assertUnowned(o) {
  i = 0;
  do
  :: i < LEASES -> PROMISE(nobodysAlone, leases[i].object != o); i++
  :: else -> break
  od;
  PROMISE(nobodysAlone, claims[objects[o].prefix].object != o);
  PROMISE(oursAlone, o != foreign);
  i = 0
}

/* What holds after every write: called with the lease that was written. */
inline watch(l) {
  i = 0;
  do
  :: i < LEASES ->
    PROMISE(oneTenure, i == l || leases[i].object == 0 || leases[l].object == 0 || leases[i].prefix != leases[l].prefix);
    if
    :: SERVES(i) ->
      PROMISE(inService, IS_OF(leases[i].object, i, leases[i].epoch))
    :: else
    fi;
    if
    :: leases[i].object != 0 ->
      PROMISE(claimed, claims[leases[i].prefix].row == HeldRow && claims[leases[i].prefix].lease == i &&
        claims[leases[i].prefix].object == leases[i].object)
    :: else
    fi;
    i++
  :: else -> break
  od;
  i = 0
}

/* A release reaches NetBox, now or late. */
inline releaseObject(o, l, rel) {
  printf("NetBox: object %d of lease %c is %e\n", o, NAME(l), rel);
  PROMISE(sessionGone, !session[l] || word[l]);
  PROMISE(oursAlone, objects[o].mark != HandMark);
  i = 0;
  do
  :: i < LEASES -> PROMISE(notInService, !(SERVES(i) && leases[i].object == o)); i++
  :: else -> break
  od;
  i = 0;
  if
  :: rel == Drop -> SEEN(DELETES, o, 0); forget(o)
  :: rel == Quarantine -> SEEN(WITHDRAWS, o, 1); objects[o].mark = QuarantineMark; objects[o].lease = 0; objects[o].epoch = 0
  :: rel == Withhold -> SEEN(WITHDRAWS, o, 2); objects[o].mark = WithheldMark; objects[o].lease = 0; objects[o].epoch = 0
  fi
}

/* A lease ends: its claim is dropped or kept, its object is gone or out of first-fit's reach. */
inline endLease(l, o, p, rel) {
  SEEN(FINISHES, l, 0);
  printf("lease %c is revoked\n", NAME(l));
  PROMISE(sessionGone, !session[l] || word[l]);
  if
  :: o == 0
  :: o != 0 ->
    PROMISE(releasedFirst, !objects[o].there || objects[o].mark != EpochMark);
    if
    :: rel == Drop || !KEEPS_CLAIM ->
      PROMISE(releasedFirst, !objects[o].there || objects[o].mark == HandMark || !KEEPS_CLAIM);
      claims[p].row = NoRow; claims[p].lease = 0; claims[p].object = 0
    :: rel == Quarantine && KEEPS_CLAIM -> claims[p].row = QuarantinedRow
    :: rel == Withhold && KEEPS_CLAIM -> claims[p].row = WithheldRow
    fi
  fi;
  leases[l].state = Revoked;
  leases[l].object = 0;
  leases[l].prefix = 0;
  leases[l].owner = 0;
  leases[l].ownerLive = 0;
  leases[l].disconnect = 0;
  leases[l].disconnected = 0;
  word[l] = 0;
  watch(l)
}
