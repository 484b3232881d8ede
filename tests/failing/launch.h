/* Runs the tool once, and lets one of its allocations or system calls fail. */
#ifndef FAILING_LAUNCH_H
#define FAILING_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>

#include "area.h"

typedef struct launch {
	char *const *words; /* the tool and its arguments, ended by NULL */
	const char *folder; /* in which it runs */
	const char *library; /* preloaded */
	const char *area_path;
	const char *out_path, *err_path; /* where its outputs go */
	bool supervised; /* its system calls pass through here; they are counted, and one may fail */
	uint64_t fail_call; /* the number of the call that fails, from 1; 0: none does */
	bool for_good; /* so do all later ones of its kind */
} launch;

typedef struct ended {
	int status; /* as waitpid() gives it */
	bool began; /* the preloaded library was there, and saw the area */
	bool hung; /* killed after its time limit */
	uint64_t calls, failed; /* system calls of those kinds; those that failed */
	bool failed_to_tell; /* among them was a write to standard error */
	int reason; /* of the first that failed: an errno */
	char what[160]; /* the first that failed: "write(4)", "openat(rules/a.yml)" */
} ended;

/* Ends the program where the tool cannot be started at all. False: this machine has no supervision of system calls. */
bool launch_tool(const launch *wanted, const failing_area *area, ended *out);

#endif
