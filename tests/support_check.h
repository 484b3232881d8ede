/* The checks over a draft, for the tests of the rules. Include after cmocka.h. */
#ifndef SUPPORT_CHECK_H
#define SUPPORT_CHECK_H

#include "rules/check.h"
#include "support_draft.h"

typedef struct checking {
	draft draft;
	sl_buffer bytes;
	sl_checked_file checked;
	sl_fleet fleet;
	sl_findings findings; /* sorted */
} checking;

/* A draft to be filled, and the builds of the model in that set, which may be changed. */
void checking_begin(checking *c, unsigned builds);
void checking_end(checking *c);

/* Writes the draft and opens it; the test fails if either does. */
void checking_write(checking *c);
/* After checking_write() or a change of its bytes, which is sealed and opened again. */
void checking_reopen(checking *c);
/* Each starts with no finding. */
void checking_meaning(checking *c);
void checking_fleet(checking *c);
void checking_catalog(checking *c);

/* Fails unless there are so many findings; prints them if not. */
void checking_count(const checking *c, size_t count);
/* The one finding of that rule; the test fails if there is none or another one. */
const sl_finding *checking_only(const checking *c, unsigned rule);

#endif
