/*
 * Transitions: what a sensor does with a file besides its first load. It updates from the version that shipped before,
 * goes back to it, and removes the content; each in memory that is used again (CH4007).
 */
#ifndef SL_GATE_TRANSITION_H
#define SL_GATE_TRANSITION_H

#include "execute/program.h"
#include "model/fleet.h"
#include "model/probes.h"

/* Of so many probes all run in each step; of more, each second, third and so on. */
enum { SL_TRANSITION_EVENTS = 2000 };

typedef struct sl_transition {
	const sl_program *program; /* the new file, loaded */
	const sl_catalog *catalog;
	const sl_fleet *fleet;
	const sl_probes *probes;
	const char *output; /* the folder of files that have shipped; need not exist */
	/* Of the last other version that has shipped, as the ledger knows it; 0, NULL: it knows none. */
	uint64_t shipped_version;
	const char *shipped_digest; /* SHA-256, hexadecimal */
} sl_transition;

typedef struct sl_transition_counts {
	size_t files;
	size_t formers; /* files with a former version at hand */
	size_t loads; /* in all steps */
	size_t evaluations; /* of templates, by events, in all steps */
	size_t gained,
		lost; /* matches on the probes' events that the former versions had not, or had */
} sl_transition_counts;

/*
 * Runs the steps of one file: none, former, new, former, none, new, none; without a former version: none, new, none,
 * new, none. After each load the probes' events, and for each type one event without any value, must give what a
 * fresh load gives. The former version must lie in the output folder as what it was when it shipped, and every build
 * must still be able to load it. It is the ledger's, if its file is there, else the newest other version in the
 * folder. Differences between the versions are counted, and are no findings.
 *
 * Adds to *counts, which start from zero; returns the number of loads.
 */
size_t sl_run_transitions(const sl_transition *transition, sl_transition_counts *counts,
                          sl_findings *findings);

#endif
