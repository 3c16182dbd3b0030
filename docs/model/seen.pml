/*
 * The steps that can be seen from outside: writes that were made, and what NetBox did. A search for a given sequence of
 * them (test/model/accept.ts) includes this with TRACE: `at` is how much of it was seen, and another step ends the path.
 */
#define BEGINS 1
#define RESUMES 2
#define RENEWS 3
#define ALLOCATES 4
#define FAILS 5
#define REVOKES 6
#define CLAIMS_RUN 7
#define RECORDS 8
#define FINISHES 9
#define PUTS_OFF 10
#define GIVES_UP 11
#define RESTARTS 12
#define MAKES 13
#define DELETES 14
#define WITHDRAWS 15
#define DROPS_ROW 16

#ifndef TRACE
#define SEEN(what, whose, which) skip
#else
hidden byte kinds[TRACE];
hidden byte whoses[TRACE];
hidden byte whiches[TRACE];
byte at;
bit isOther;

#define SEEN(what, whose, which) if :: at < TRACE && kinds[at] == what && whoses[at] == (whose) && whiches[at] == (which) -> at++ :: else -> isOther = 1; (false) fi
#endif
