/* Evaluates files of events against channel files, over the cores, with the results in order. */
#ifndef SL_EXECUTE_RUN_H
#define SL_EXECUTE_RUN_H

#include "base/file.h"
#include "execute/evaluator.h"
#include "model/event.h"

typedef struct sl_run_counts {
	uint64_t events; /* that could be read */
	uint64_t typeless; /* of them: those that belong to no type */
	uint64_t bad; /* that could not be read */
	uint64_t matches;
	uint64_t unreadable; /* values that were not of their field's kind, and taken as null */
	uint64_t faults; /* evaluations that ended in an error */
} sl_run_counts;

/* What a run is told, and whom it tells. All calls come from the thread that runs, in the order of the events. */
typedef struct sl_run {
	const sl_event_router *router;
	const sl_evaluator *evaluator;
	const sl_program *programs; /* those of the evaluator */
	const char *const *paths; /* of files of events; "-" is standard input */
	size_t path_count;
	unsigned threads; /* 1 or more */
	bool strict; /* stops at the first event that cannot be read */
	void *context;
	/* Some matches: one JSON object a line. False: stop. */
	bool (*write)(void *context, const sl_buffer *lines);
	/* Some events of the file could not be read, or not evaluated: one line of text each. */
	void (*complain)(void *context, const sl_buffer *lines);
	/* How far the run is in the file; size 0: its size is not known. May be NULL. */
	void (*progress)(void *context, const char *path, uint64_t read, uint64_t size);
} sl_run;

/* False: a file could not be read, or somebody said stop; the problem says so, unless its text is empty. */
bool sl_run_events(const sl_run *run, sl_run_counts *counts, sl_problem *problem);

#endif
