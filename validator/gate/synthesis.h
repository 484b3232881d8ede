/*
 * Synthesised evidence: for each criterion of each template, events in which it holds and in which it fails, and each
 * time decides the verdict; made from the criteria themselves, run through the interpreter, and run again on every
 * build with exactly the inputs that it supplies (CH4001, CH4005). And what an event can cost at most (CH4004).
 */
#ifndef SL_GATE_SYNTHESIS_H
#define SL_GATE_SYNTHESIS_H

#include "execute/program.h"
#include "model/fleet.h"

/* What the templates of one type may cost one event, whose texts have SL_WORK_INPUT_BYTES each (FORMAT.md section 8). */
#define SL_WORK_INPUT_BYTES 4096u
#define SL_WORK_STEPS UINT64_C(20000000000)

typedef struct sl_synthesis_counts {
	size_t templates, criteria;
	size_t decided; /* criteria that were seen to decide both ways */
	size_t redundant; /* criteria of which it is proved that they never do, one way or both */
	size_t unresolved; /* criteria of which neither could be shown */
	size_t events; /* that were made and kept */
	size_t runs; /* of events on builds; builds that supply the same once */
} sl_synthesis_counts;

/*
 * The evidence for one file. Findings name bytes and records of the file; the caller traces them to rules. Adds to
 * *counts, which start from zero.
 */
void sl_synthesise(const sl_program *program, const sl_catalog *catalog, const sl_fleet *fleet,
                   sl_synthesis_counts *counts, sl_findings *findings);

#endif
