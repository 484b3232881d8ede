/* The good files that the cases of the structure are made of (make_cases.c). */
#ifndef SUPPORT_CONTENTS_H
#define SUPPORT_CONTENTS_H

#include "support_draft.h"

/* Fields of the types of rules/selftest_model.h. */
enum {
	HOST_NAME = 0,
	IMAGE = 0,
	COMMAND_LINE = 1,
	PROCESS_ID = 2,
	PARENT_IMAGE = 3,
	IPC_PROCESS_ID = 3,
	IPC_REMOTE_IP = 13,
	IPC_CALLING_MODULE = 20
};

/*
 * Three templates of two types: T0 of host has criterion 0 and word 0, T1 of process criteria 1 to 4 and words
 * 1 to 8, T2 5 and 6 and 9 to 11. Of the fields 0 to 2 are those of host; values 3 to 6 are two integers
 * and two networks, 8 and 9 fields.
 */
void contents_usual(draft *d);

/* Every number of the header and of a template at the edge of what it may be. */
void contents_edges(draft *d);

/* Strings, integers and networks that are next to what is refused. */
void contents_values(draft *d);

/* Three criteria that differ in one thing each, and a dozen more. */
void contents_nearly_equal(draft *d);

/* Two criteria without values, on two fields. */
void contents_two_nulls(draft *d);

/* The deepest stack: 64 values, of which the last two are joined first. */
void contents_deep(draft *d);

#endif
