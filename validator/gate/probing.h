/*
 * Runs the authored probes: every event through every template of its types, on every build that supplies them, with
 * exactly the inputs that it supplies (CH4002, CH4003).
 */
#ifndef SL_GATE_PROBING_H
#define SL_GATE_PROBING_H

#include "execute/program.h"
#include "gate/exercised.h"
#include "model/fleet.h"
#include "model/probes.h"

typedef struct sl_probing {
	const sl_program *programs; /* loaded: one a channel file */
	sl_exercised *const *exercised; /* one a program: which criteria a probe exercises */
	size_t program_count;
	/* Each channel of the repository has its program: a template that is not there does not exist. */
	bool complete;
	const sl_fleet *fleet;
	const sl_probes *probes;
} sl_probing;

typedef struct sl_probing_counts {
	size_t events; /* probes that ran on at least one build */
	size_t cases; /* (event, type, build) */
	size_t evaluations; /* of templates; builds that supply the same count once */
	size_t expected; /* (event, template) that are to match */
	size_t missed, unwanted; /* findings CH4002 and CH4003 */
} sl_probing_counts;

/*
 * A template that an event is to match must match on each build that supplies all that it reads, and on at least one;
 * every other template of the event's types must not, on any build. A template that reads past what a build supplies
 * is CH4005 there. Findings have the event as their source. Exercised are the criteria that are true where a template
 * matches as it is to, and those under a `not` that are true where its template is to be silent, and is.
 *
 * Returns counts->cases. Without probes it does nothing: whoever calls says so, and calls it no pass. Linear in
 * events x templates of their types x different ways in which builds supply them.
 */
size_t sl_run_probes(const sl_probing *probing, sl_probing_counts *counts, sl_findings *findings);

#endif
